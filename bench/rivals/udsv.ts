import { createReadStream } from 'node:fs';
import { inferSchema, initParser, type Parser } from 'udsv';
import { CaseMap } from './caseMap.js';
import { type Rival, type RivalTask, runRival } from './rival.js';

/** uDSV chunk by chunk, rows as arrays of strings into a Map, nothing accumulated. */
function open({ path }: RivalTask): Rival {
  return {
    async analyse() {
      const cases = new CaseMap();
      const add = (row: string[]): void => cases.add(row);
      let parser: Parser | null = null;
      const chunks = createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
      for await (const chunk of chunks) {
        parser ??= initParser(inferSchema(chunk, { col: ';', row: '\n', encl: '"' }));
        parser.chunk(chunk, parser.stringArrs, add);
      }
      parser?.end();
      const answer = cases.judge();
      return async () => answer;
    },
    async close() {},
  };
}

await runRival(open);
