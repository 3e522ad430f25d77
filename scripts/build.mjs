// Builds what `npm start`, `npm test` and the commands run: the core (two WebAssembly builds), the TypeScript,
// the web pages. A step runs only when one of its inputs is newer than its last success.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const quiet = process.argv.includes('--quiet');
const force = process.argv.includes('--force');

const steps = [
  { name: 'core-simd', inputs: ['assembly', 'asconfig.json'], command: ['asc', '--target', 'simd'] },
  { name: 'core-scalar', inputs: ['assembly', 'asconfig.json'], command: ['asc', '--target', 'scalar'] },
  {
    name: 'writer',
    inputs: ['assembly/writer', 'asconfig.writer.json'],
    command: ['asc', '--config', 'asconfig.writer.json', '--target', 'release'],
  },
  {
    name: 'typescript',
    // The stack runs the servers that tests bring along, and asks as the client of the docs does.
    inputs: ['src', 'bench', 'stack', 'test/support', 'docs/client', 'tsconfig.json', 'tsconfig.build.json'],
    command: ['tsc', '-p', 'tsconfig.build.json'],
  },
  {
    name: 'bundles',
    inputs: ['src', 'rolldown.config.mjs', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
    command: ['rolldown', '--config', 'rolldown.config.mjs', '--logLevel', 'warn'],
  },
  {
    name: 'rules',
    inputs: ['schema/rules', 'src/rules'],
    command: ['node', 'dist/src/rules/checkShipped.js'],
  },
  {
    name: 'graphiql',
    inputs: ['src/console', 'package-lock.json'],
    command: ['vite', 'build', '--config', 'src/console/vite.config.mjs', '--logLevel', 'error'],
  },
];

process.chdir(root);
mkdirSync('dist/.stamps', { recursive: true });
for (const step of steps) {
  const stamp = join('dist/.stamps', step.name);
  const inputs = step.inputs.filter((input) => existsSync(input));
  if (inputs.length === 0) continue;
  if (!force && existsSync(stamp) && newestOf(inputs) <= statSync(stamp).mtimeMs) continue;
  const startedAt = Date.now();
  run(step);
  writeFileSync(stamp, '');
  if (!quiet) console.error(`built ${step.name} in ${Date.now() - startedAt} ms`);
}

function newestOf(paths) {
  return Math.max(...paths.map(newest));
}

// A folder's own time counts too: it is what changes when a file is removed.
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

// Everything a tool prints goes to stderr: stdout belongs to the command that is built for.
function run({ name, command: [tool, ...args] }) {
  const bin = tool === 'node' ? process.execPath : join('node_modules', '.bin', tool);
  if (!existsSync(bin)) {
    console.error(
      `${name}: ${tool} is not installed. Run "npm ci" (without NODE_ENV=production: the build needs the development packages).`,
    );
    process.exit(1);
  }
  const { status, stdout, stderr } = spawnSync(bin, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\n${name}: the build failed.\n`);
  process.exit(1);
}
