/**
 * Who may know whom. Arrows run one way: a folder may import itself, the folders listed for it, and the few
 * files that all may know. The check reads type-only imports as well: a type is knowledge too.
 */
const ARROWS = {
  domain: [],
  rules: ['domain'],
  engine: ['domain'],
  reports: ['domain'],
  store: ['domain'],
  embedded: [],
  metrics: [],
  jobs: ['engine', 'reports', 'store', 'rules', 'domain'],
  graphql: ['store', 'jobs', 'rules', 'domain'],
  http: ['graphql', 'store', 'jobs'],
  console: ['engine/core', 'domain', 'rules'],
};

/**
 * Files at the top of src, with the folder of the same name where one has grown beside them. main.ts and start/ put everything
 * together and are the only ones without a limit.
 */
const TOP_LEVEL_ARROWS = {
  cli: ['engine', 'reports', 'rules', 'domain'],
  worker: ['engine', 'reports', 'rules', 'domain'],
};

const KNOWN_TO_ALL = ['errors', 'config', 'paths'];

const folder = (name) => `^src/${name}/`;
const fileAndFolder = (name) => `^src/${name}(/|\\.[a-z]+$)`;

const arrowsOf = (name, from, itself, targets) => ({
  name: `${name}-knows-only-its-own`,
  comment: `${name} may know ${targets.length ? targets.join(', ') : 'nothing'} (beside ${KNOWN_TO_ALL.join(', ')}).`,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [itself, ...targets.map(folder), ...KNOWN_TO_ALL.map(fileAndFolder)] },
});

module.exports = {
  forbidden: [
    ...Object.entries(ARROWS).map(([name, targets]) => arrowsOf(name, folder(name), folder(name), targets)),
    ...Object.entries(TOP_LEVEL_ARROWS).map(([name, targets]) =>
      arrowsOf(name, fileAndFolder(name), fileAndFolder(name), targets),
    ),
    {
      name: 'shared-files-know-little',
      comment: `${KNOWN_TO_ALL.join(', ')} are known to all, so they may know the domain at most.`,
      severity: 'error',
      from: { path: KNOWN_TO_ALL.map(fileAndFolder) },
      to: { path: '^src/[^/]+/', pathNot: [folder('domain'), folder('config')] },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle means that two files are one file, or that a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'Opinions are functions of facts and rules: no I/O, no package.',
      severity: 'error',
      from: { path: folder('domain') },
      to: { pathNot: '^src/' },
    },
    {
      name: 'core-runs-anywhere',
      comment: 'engine/core runs in a browser as well: it may not need Node.',
      severity: 'error',
      from: { path: folder('engine/core') },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-knows-no-node-engine',
      comment: 'engine/node builds on engine/core, never the other way round.',
      severity: 'error',
      from: { path: folder('engine/core') },
      to: { path: folder('engine/node') },
    },
    {
      name: 'only-metrics-know-prometheus',
      comment: 'What is counted is told to observers of its own folder; start/ puts them together.',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('metrics') },
      to: { path: 'node_modules/prom-client' },
    },
    {
      name: 'imports-resolve',
      comment: 'An import of a local file that is not there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^(src/|[.])' },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' } },
};
