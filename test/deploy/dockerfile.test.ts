import { DockerfileParser, type Instruction } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { READY_PATH } from '../../src/http/health.js';
import { fileOf, unknownVariables } from './documents.js';

const text = fileOf('Dockerfile');
const file = DockerfileParser.parse(text);
const instructions = file.getInstructions();

const argumentsOf = (keyword: string) =>
  instructions.filter((one) => one.getKeyword() === keyword).map(contentOf);

function contentOf(instruction: Instruction): string {
  return instruction.getArgumentsContent() ?? '';
}

describe('the Dockerfile', () => {
  test('has no mistakes that a parser sees', () => {
    expect(validate(text)).toEqual([]);
    expect(validate('FROM a\nUSERR x\n')).not.toEqual([]);
  });

  test('builds on one base, pinned to a patch, with glibc', () => {
    expect(argumentsOf('ARG')).toEqual([
      expect.stringMatching(/^NODE_IMAGE=node:20\.\d+\.\d+-bookworm-slim$/),
    ]);
    const stages = new Set(file.getFROMs().map((from) => from.getBuildStage()));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an argument of the Dockerfile
    stages.add('${NODE_IMAGE}');
    for (const from of file.getFROMs()) expect(stages).toContain(from.getImage());
    expect(file.getFROMs().at(-1)?.getBuildStage()).toBe('service');
  });

  test('runs as a user that is not root, by number, and has a health check on a path of the service', () => {
    expect(argumentsOf('USER')).toEqual(['1000:1000']);
    expect(argumentsOf('HEALTHCHECK')).toEqual([
      expect.stringContaining(READY_PATH.replace('ready', 'live')),
    ]);
    expect(argumentsOf('CMD')).toEqual(['["node", "--enable-source-maps", "dist/bundled/main/main.js"]']);
  });

  test('sets variables that the service reads, and no secret', () => {
    const names = argumentsOf('ENV').flatMap((content) =>
      [...content.matchAll(/(\w+)=/g)].map(([, name]) => name),
    );
    expect(unknownVariables(names.filter((name) => name !== 'NODE_ENV'))).toEqual([]);
    expect(names.filter((name) => /SECRET|PASSWORD|KEY|TOKEN|URL/.test(name))).toEqual([]);
  });

  test('is given what it builds from and nothing else', () => {
    const [first, ...rules] = fileOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('*');
    const given = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    expect(given.filter((path) => /env|data|\.git$|docs|test/.test(path))).toEqual([]);
    expect(given).toEqual(
      expect.arrayContaining(['package-lock.json', 'src', 'assembly', 'schema', 'scripts']),
    );
  });
});
