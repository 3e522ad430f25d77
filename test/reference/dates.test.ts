import { describe, expect, test } from 'vitest';
import { readDate } from './dates.js';
import { analyze, file, line, warningCodes } from './support.js';
import { decideReading, eventTime, showTime, showZone } from './times.js';

/** The time as the report shows it when the value is the only one of its file; null when it is not a date. */
function shown(value: string, order?: 'YMD' | 'MDY' | 'DMY'): string | null {
  const date = readDate(value, order === 'YMD');
  return date === null ? null : showTime(eventTime(date, decideReading([date], order, -180)));
}

/** Nanoseconds beyond the whole second. */
function fractionOf(value: string): number | undefined {
  return readDate(value, false)?.nanoseconds;
}

describe('year first', () => {
  test.each([
    ['2025-01-05', '2025-01-05T00:00:00'],
    ['2025-1-5', '2025-01-05T00:00:00'],
    ['2025/01/05 7', '2025-01-05T07:00:00'],
    ['2025.01.05T07:08', '2025-01-05T07:08:00'],
    ['2025-01', '2025-01-01T00:00:00'],
    ['2025-1 10:20', '2025-01-01T10:20:00'],
    ['20250105', '2025-01-05T00:00:00'],
    ['20250105102030', '2025-01-05T10:20:30'],
    ['20250105T102030', '2025-01-05T10:20:30'],
    ['20250105 10:20:30', '2025-01-05T10:20:30'],
    ['2024-02-29 23:59:59', '2024-02-29T23:59:59'],
    [' \t2025-01-05 \t 10:20:30\t', '2025-01-05T10:20:30'],
    ['2025-01-05\t10:20', '2025-01-05T10:20:00'],
  ])('%j is %s in every order', (value, time) => {
    expect(shown(value)).toBe(time);
    expect(shown(value, 'YMD')).toBe(time);
    expect(shown(value, 'MDY')).toBe(time);
  });
});

describe('day or month first', () => {
  test.each([
    ['05/01/2025', '2025-01-05T00:00:00', '2025-05-01T00:00:00'],
    ['5-1-25 1:2:3', '2025-01-05T01:02:03', '2025-05-01T01:02:03'],
    ['5.1.00', '2000-01-05T00:00:00', '2000-05-01T00:00:00'],
    ['05/01/99T10', '2099-01-05T10:00:00', '2099-05-01T10:00:00'],
    ['31/01/2025', '2025-01-31T00:00:00', '2025-01-31T00:00:00'],
    ['01/31/2025', '2025-01-31T00:00:00', '2025-01-31T00:00:00'],
    ['12/12/2025', '2025-12-12T00:00:00', '2025-12-12T00:00:00'],
  ])('%s is %s day first, %s month first', (value, dayFirst, monthFirst) => {
    expect(shown(value, 'DMY')).toBe(dayFirst);
    expect(shown(value, 'MDY')).toBe(monthFirst);
    expect(shown(value, 'YMD')).toBeNull();
  });
});

describe('month names', () => {
  test.each([
    ['Jan 5, 2025', '2025-01-05T00:00:00'],
    ['JANUARY 5, 2025 10:20:30', '2025-01-05T10:20:30'],
    ['5 Jan 2025 10:20', '2025-01-05T10:20:00'],
    ['05  february  2025', '2025-02-05T00:00:00'],
    ['1 may 2025 1 pm', '2025-05-01T13:00:00'],
    ['30 sEp 2025', '2025-09-30T00:00:00'],
    ['Dec 31, 2025T23:59', '2025-12-31T23:59:00'],
  ])('%s is %s', (value, time) => {
    expect(shown(value)).toBe(time);
    expect(shown(value, 'YMD')).toBeNull();
  });

  test.each([
    '5 Sept 2025',
    '5 Ja 2025',
    'Jan 5 2025',
    'Jan 5,2025',
    '5-Jan-2025',
    '5 Jan 25',
    '05 fev 2025',
    'Jan 2025',
  ])('%s is not a date', (value) => {
    expect(shown(value)).toBeNull();
  });
});

describe('the twelve-hour clock', () => {
  test.each([
    ['12:00:00 AM', '00:00:00'],
    ['12:30 am', '00:30:00'],
    ['1:00 AM', '01:00:00'],
    ['11:59:59 AM', '11:59:59'],
    ['12:00:00 PM', '12:00:00'],
    ['12:59PM', '12:59:00'],
    ['1 pM', '13:00:00'],
    ['11:59:59  PM', '23:59:59'],
  ])('%s is %s', (clock, time) => {
    expect(shown(`2025-01-05 ${clock}`)).toBe(`2025-01-05T${time}`);
    expect(shown(`05/01/2025T${clock}`)).toBe(`2025-01-05T${time}`);
  });

  test.each(['0:00 AM', '13:00 PM', '00:30 PM', '10:20 XM', '10:20 A', 'AM'])('%s is no time', (clock) => {
    expect(shown(`2025-01-05 ${clock}`)).toBeNull();
  });
});

describe('fractions', () => {
  test.each([
    ['2025-01-05 10:20:30.5', 500_000_000],
    ['2025-01-05 10:20:30.000000001', 1],
    ['2025-01-05 10:20:30.1234567899', 123_456_789],
    ['05/01/2025 10:20:30.25 PM', 250_000_000],
    ['2025-01-05 10:20:30.75Z', 750_000_000],
    ['2025-01-05 10:20:30', 0],
  ])('%s has %i nanoseconds', (value, nanoseconds) => {
    expect(fractionOf(value)).toBe(nanoseconds);
  });

  test.each([
    '2025-01-05 10:20:30.',
    '2025-01-05 10:20:30,5',
    '2025-01-05 10:20.5',
    '20250105102030.5',
    '20250105 10:20:30.5',
  ])('%s is not a date', (value) => {
    expect(shown(value)).toBeNull();
  });

  test('outputs truncate, before 1970 too', () => {
    expect(shown('2025-01-05 23:59:59.999999999')).toBe('2025-01-05T23:59:59');
    expect(shown('1969-12-31 23:59:59.999999999')).toBe('1969-12-31T23:59:59');
  });
});

describe('zones', () => {
  test.each([
    ['2025-01-05 10:20:30Z', 0],
    ['2025-01-05 10:20:30 Z', 0],
    ['2025-01-05 10:20 UTC', 0],
    ['2025-01-05 10GMT', 0],
    ['2025-01-05T10:20:30-03:00', -180],
    ['2025-01-05T10:20:30 +0530', 330],
    ['2025-01-05T10:20:30+14', 840],
    ['2025-01-05 10-03', -180],
    ['2025-01-05 10:20 PM -23:59', -1439],
    ['20250105T102030Z', 0],
    ['20250105102030-0300', -180],
    ['20250105 10:20:30 +01', 60],
    ['Jan 5, 2025 10:20 UTC', 0],
  ])('%s is %i minutes from UTC', (value, zone) => {
    expect(readDate(value, false)?.zone).toBe(zone);
  });

  test.each([
    '2025-01-05Z',
    '2025-01-05 Z',
    '2025-01-05 -03:00',
    '20250105Z',
    '2025-01-05 10:20:30  Z',
    '2025-01-05 10:20:30 \t-03:00',
    '2025-01-05 10:20:30z',
    '2025-01-05 10:20:30 utc',
    '2025-01-05 10:20:30 BRT',
    '2025-01-05 10:20:30+24',
    '2025-01-05 10:20:30+03:60',
    '2025-01-05 10:20:30+3',
    '2025-01-05 10:20:30+03:0',
    '2025-01-05 10:20:30 UTC-3',
    '2025-01-05 10:20:30 \u221203:00',
  ])('%s is not a date', (value) => {
    expect(shown(value)).toBeNull();
  });

  const timesOf = (...values: string[]) => {
    const rows = values.map((sys_created_on, index) => line({ sys_created_on, node: `n${index}` }));
    const report = analyze(file(...rows));
    return { zone: report.input.utcOffset, times: report.cases.map((one) => showTime(one.firstEvent)) };
  };

  test('the first row that has one gives the zone, and others are converted to it', () => {
    expect(timesOf('2025-01-05 10:00:00', '2025-01-05 10:00:00+02:00', '2025-01-05 10:00:00Z')).toEqual({
      zone: '+02:00',
      times: ['2025-01-05T10:00:00', '2025-01-05T10:00:00', '2025-01-05T12:00:00'],
    });
  });

  test('without any, the configured one is shown', () => {
    expect(timesOf('2025-01-05 10:00:00')).toEqual({ zone: '-03:00', times: ['2025-01-05T10:00:00'] });
    const configured = analyze(file(line()), { utcOffsetMinutes: 330 });
    expect(configured.input.utcOffset).toBe('+05:30');
  });

  test('a refused row gives no zone', () => {
    const refused = line({ sys_created_on: '2025-01-05 10:00:00+09:00', has_remediation_task: '' });
    expect(analyze(file(refused, line())).input.utcOffset).toBe('-03:00');
  });

  test('minus zero is UTC', () => {
    expect(timesOf('2025-01-05 10:00:00-00:00').zone).toBe('+00:00');
    expect(showZone(-0)).toBe('+00:00');
  });

  test('the bounds of years hold for what is written, not for what it is converted to', () => {
    expect(timesOf('2025-01-05 10:00:00+02:00', '2261-12-31 23:00:00-03:00').times[1]).toBe(
      '2262-01-01T04:00:00',
    );
    expect(timesOf('2025-01-05 10:00:00-03:00', '1678-01-01 00:00:00Z').times[1]).toBe('1677-12-31T21:00:00');
  });
});

describe('what is not a date', () => {
  test.each([
    '',
    'NaT',
    '10:20:30',
    '1736072430',
    '2025-02-29',
    '1900-02-29',
    '2025-04-31',
    '31/04/2025',
    '29/02/2025',
    '13/13/2025',
    '00/01/2025',
    '2025-00-01',
    '2025-01/05',
    '05/01-2025',
    '2025/01',
    '2025.01',
    '25-01-05x',
    '2025-001-05',
    '005/01/2025',
    '05/01/025',
    '1677-12-31',
    '2262-01-01',
    '2025-01-05t10:20:30',
    '2025-01-05T 10:20:30',
    '2025-01-05 T10:20:30',
    '2025-01-05 10:20:60',
    '2025-01-05 10:60',
    '2025-01-05 24:00',
    '2025-01-05 10:',
    '2025-01-05 10:20:',
    '2025-01-05 010:20',
    '20250105 1020',
    '20250105 102030',
    '20250105T10:20:30',
    '20250105T1020',
    '20250105 10:20:30 PM',
    '202501',
    '2025010',
    'Sun, 5 Jan 2025',
    '٢٠٢٥-٠١-٠٥',
    '2025-01-05\u00a010:20',
    '2025-01-05\n',
  ])('%j', (value) => {
    expect(shown(value)).toBeNull();
  });

  test.each(['1678-01-01', '2261-12-31 23:59:59.999999999', '01/01/1678'])('but %s is one', (value) => {
    expect(shown(value)).not.toBeNull();
  });
});

describe('the order of a file', () => {
  const orderOf = (values: string[], options = {}) => {
    const rows = values.map((sys_created_on, index) => line({ sys_created_on, node: `n${index}` }));
    const report = analyze(file(...rows), options);
    return {
      order: report.input.dateOrder,
      first: showTime(report.cases[0].firstEvent).slice(0, 10),
      mixed: warningCodes(report).includes('MIXED_DATE_ORDER'),
    };
  };

  test('is day first when nothing tells', () => {
    expect(orderOf(['03/04/2025', '05/06/2025'])).toEqual({
      order: 'DMY',
      first: '2025-04-03',
      mixed: false,
    });
    expect(orderOf(['2025-01-05']).order).toBe('DMY');
  });

  test('is decided by the last row as well as by the first', () => {
    const rows = [...Array<string>(50).fill('03/04/2025'), '04/13/2025'];
    expect(orderOf(rows)).toEqual({ order: 'MDY', first: '2025-03-04', mixed: false });
    expect(orderOf(['03/04/2025', '13.04.25'])).toEqual({ order: 'DMY', first: '2025-04-03', mixed: false });
  });

  test('is that of the more frequent, day first when they are equal, and both are told of', () => {
    expect(orderOf(['03/04/2025', '04/13/2025', '04/14/2025', '13/04/2025'])).toEqual({
      order: 'MDY',
      first: '2025-03-04',
      mixed: true,
    });
    expect(orderOf(['03/04/2025', '04/13/2025', '13/04/2025'])).toEqual({
      order: 'DMY',
      first: '2025-04-03',
      mixed: true,
    });
  });

  test('is what the user says, whatever the rows say', () => {
    expect(orderOf(['03/04/2025', '13/04/2025'], { dateOrder: 'MDY' })).toEqual({
      order: 'MDY',
      first: '2025-03-04',
      mixed: false,
    });
  });

  test('counts valid rows only', () => {
    const refused = line({ sys_created_on: '04/13/2025', number: '' });
    const report = analyze(file(refused, line({ sys_created_on: '03/04/2025' })));
    expect(report.input.dateOrder).toBe('DMY');
    expect(showTime(report.cases[0].firstEvent)).toBe('2025-04-03T00:00:00');
  });

  test('YMD leaves only year-first values as dates', () => {
    const report = analyze(
      file(line(), line({ sys_created_on: '05/01/2025' }), line({ sys_created_on: 'Jan 5, 2025' })),
      { dateOrder: 'YMD' },
    );
    expect(report.input.dateOrder).toBe('YMD');
    expect(report.refused.map(({ line: at, reason }) => [at, reason])).toEqual([
      [3, 'BAD_DATE'],
      [4, 'BAD_DATE'],
    ]);
  });
});
