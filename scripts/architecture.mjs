// Checks who imports whom. dependency-cruiser reads TypeScript only through a TypeScript older than ours, so it is
// given a skeleton: every file of src reduced to its imports as plain JavaScript, type-only ones included.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

const home = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = resolve(process.argv[2] ?? home);
const skeleton = mkdtempSync(join(tmpdir(), 'architecture-'));
process.exitCode = 1;
try {
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  for (const source of sources) writeSkeleton(source);
  writeFileSync(join(skeleton, 'package.json'), '{"type":"module"}');
  const cruiser = join(home, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(home, '.dependency-cruiser.cjs');
  const { status } = spawnSync(process.execPath, [cruiser, '--config', config, 'src'], {
    cwd: skeleton,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(skeleton, { recursive: true, force: true });
}

function writeSkeleton(source) {
  const target = join(skeleton, relative(root, source).replace(/\.(mts|tsx|ts)$/, '.js'));
  const imports = importsOf(source).map((name) => `import ${JSON.stringify(name)};\n`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, imports.join(''));
}

/** Every module that a file names: import, export … from, import() and import('…') in a type. Styles are none. */
function importsOf(source) {
  const { program, errors } = parseSync(source, readFileSync(source, 'utf8'));
  if (errors.length > 0) throw new Error(`${source}: ${errors[0].message}`);
  const names = new Set();
  visit(program, (node) => {
    if (node.type === 'ImportExpression' && node.source.type !== 'Literal') {
      throw new Error(`${source}: import() of a computed name cannot be checked.`);
    }
    if (/^(Import|Export.*)Declaration$|^ImportExpression$|^TSImportType$/.test(node.type) && node.source) {
      names.add(withExtension(node.source.value));
    }
  });
  return [...names].filter((name) => !name.endsWith('.css'));
}

function visit(node, see) {
  if (node === null || typeof node !== 'object') return;
  if (typeof node.type === 'string') see(node);
  for (const child of Object.values(node)) visit(child, see);
}

/** The bundler of the pages finds files without an extension; the skeleton's have one. */
function withExtension(name) {
  if (!name.startsWith('.')) return name;
  return name.replace(/\.tsx?$/, '.js').replace(/\/([^./]+)$/, '/$1.js');
}
