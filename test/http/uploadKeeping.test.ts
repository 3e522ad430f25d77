import { afterEach, expect, test } from 'vitest';
import { failing } from '../support/pairs.js';
import { Service } from '../support/service.js';
import { countRows } from '../support/tables.js';

const FILE = failing('2025-03-01 10:00', 'a', 'b');

let service: Service;
afterEach(() => service?.stop());

async function put(body: string): Promise<string> {
  const response = await fetch(`${service.url}/uploads?fileName=alerts.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${service.token}` },
    body,
  });
  return ((await response.json()) as { uploadId: string }).uploadId;
}

const filesKept = (): Promise<string[]> => service.backing.objects.keys('uploads/');
const codeOf = async (mutation: string): Promise<string | undefined> =>
  (await service.gql(`mutation { ${mutation} { id } }`)).errors[0]?.extensions.code;
const soon = { timeout: 20_000, interval: 200 };

test('an upload that nobody needs goes after its time, the file of a report stays', async () => {
  service = await Service.start({ env: { UPLOAD_UNUSED_AFTER: '2s', HOUSEKEEPING_EVERY: '1' } });
  const unused = await put('never analysed');
  const { createUpload } = await service.data<{ createUpload: { url: string } }>(
    'mutation { createUpload(fileName: "never sent.csv", bytes: 3) { url } }',
  );
  const failed = await service.analyse({ bytes: 'a;b\n1;2\n' });
  expect(failed.status).toBe('FAILED');
  const { report } = await service.analyse<{ status: string; report: { id: string } }>(
    { bytes: FILE },
    'report { id }',
  );
  const again = await service.analyse<{ status: string; deduplicated: boolean }>(
    { bytes: FILE },
    'deduplicated',
  );
  expect(again.deduplicated).toBe(true);

  await expect.poll(filesKept, soon).toHaveLength(1);
  await expect.poll(() => countRows(service, 'uploads'), soon).toBe(1);
  expect(await codeOf(`analyzeUpload(uploadId: "${unused}")`)).toBe('NOT_FOUND');
  const late = await fetch(new URL(createUpload.url, service.url), { method: 'PUT', body: 'abc' });
  expect(late.status).toBe(404);
  const { reanalyze } = await service.data<{ reanalyze: { id: string } }>(
    `mutation { reanalyze(reportId: "${report.id}", options: { dateOrder: "MDY" }) { id } }`,
  );
  const other = await service.ended<{ status: string; report: { id: string } }>(
    reanalyze.id,
    'report { id }',
  );

  // With its reports the file is no longer needed, either.
  for (const { id } of [report, other.report]) await service.data(`mutation { deleteReport(id: "${id}") }`);
  await expect.poll(filesKept, soon).toEqual([]);
  expect(await countRows(service, 'uploads')).toBe(0);
});

test('with UPLOAD_RETENTION the file of a report goes before the report', async () => {
  service = await Service.start({ env: { UPLOAD_RETENTION: '3s', HOUSEKEEPING_EVERY: '1' } });
  const fields = 'report { id artifacts { kind url } }';
  const { report } = await service.analyse<{
    status: string;
    report: { id: string; artifacts: { kind: string; url: string }[] };
  }>({ bytes: FILE }, fields);
  await expect.poll(filesKept, soon).toEqual([]);

  const kept = await service.data(
    `{ report(id: "${report.id}") { kpis { totalCases } cases { totalCount } } }`,
  );
  expect(kept).toEqual({ report: { kpis: { totalCases: 2 }, cases: { totalCount: 2 } } });
  expect(await codeOf(`reanalyze(reportId: "${report.id}")`)).toBe('NOT_FOUND');
  const url = report.artifacts.find(({ kind }) => kind === 'ORIGINAL_UPLOAD')?.url;
  expect((await fetch(`${service.url}${url}`)).status).toBe(404);
  expect((await fetch(`${service.url}${report.artifacts[0].url}`)).status).toBe(200);

  await service.data(`mutation { deleteReport(id: "${report.id}") }`);
  await expect.poll(() => countRows(service, 'uploads'), soon).toBe(0);
});
