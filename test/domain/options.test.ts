import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/domain/options.js';

describe('options as people write them', () => {
  it('leave what is not given to the sniffing', () => {
    expect(parseOptions({})).toEqual({});
    expect(parseOptions({ delimiter: null, encoding: undefined, dateOrder: null })).toEqual({});
  });

  it('name encodings and date orders in any case, and TAB as \\t', () => {
    expect(parseOptions({ delimiter: '\\t', encoding: 'UTF-16LE', dateOrder: 'mdy' })).toEqual({
      delimiter: '\t',
      encoding: 'utf-16le',
      dateOrder: 'MDY',
    });
    expect(parseOptions({ delimiter: '\t' })).toEqual({ delimiter: '\t' });
    expect(parseOptions({ delimiter: '~', encoding: 'Windows-1252' })).toEqual({
      delimiter: '~',
      encoding: 'windows-1252',
    });
  });

  it.each([
    ['delimiter', { delimiter: '' }],
    ['delimiter', { delimiter: ';;' }],
    ['delimiter', { delimiter: '"' }],
    ['delimiter', { delimiter: '\n' }],
    ['delimiter', { delimiter: '§' }],
    ['encoding', { encoding: 'latin1' }],
    ['encoding', { encoding: '' }],
    ['dateOrder', { dateOrder: 'YDM' }],
  ])('are refused with the name of the option: %s in %j', (name, written) => {
    expect(() => parseOptions(written)).toThrowError(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining(name) }),
    );
  });
});
