import { DuckDBInstance } from '@duckdb/node-api';
import type { RefusalReason } from '../../src/domain/facts.js';
import type { SuggestedAction } from '../../src/domain/report.js';
import { type Answer, noCases, noInvalidRows } from '../answer.js';
import { ADD_UP_CASES, ADD_UP_INVALID_ROWS, analysisSql } from './duckdbSql.js';
import { type Rival, type RivalTask, runRival } from './rival.js';

/** DuckDB: one statement from the file to a table of cases in its memory. See duckdbSql.ts for what is tuned. */
async function open({ path, threads }: RivalTask): Promise<Rival> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  const analysis = analysisSql(path);
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();

  async function addUp(): Promise<Answer> {
    const answer: Answer = {
      cases: 0,
      alerts: 0,
      chronologyEntries: 0,
      scoreSum: 0,
      casesPerAction: noCases(),
      invalidRows: noInvalidRows(),
    };
    for (const { action, cases, alerts, entries, score } of await rowsOf(ADD_UP_CASES)) {
      answer.casesPerAction[action as SuggestedAction] = Number(cases);
      answer.cases += Number(cases);
      answer.alerts += Number(alerts);
      answer.chronologyEntries += Number(entries);
      answer.scoreSum += Number(score);
    }
    for (const { reason, rows } of await rowsOf(ADD_UP_INVALID_ROWS)) {
      answer.invalidRows[reason as RefusalReason] = Number(rows);
    }
    return answer;
  }

  return {
    async analyse() {
      await connection.run(analysis);
      return addUp;
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

await runRival(open);
