import { describe, expect, test } from 'vitest';
import { Links } from '../../src/http/links.js';

const links = new Links(['a secret of more than thirty-two characters']);

function partsOf(url: string) {
  const { pathname, searchParams } = new URL(url, 'http://host');
  const [, , reportId, ...name] = pathname.split('/').map(decodeURIComponent);
  return {
    reportId,
    name: name.join('/'),
    expires: searchParams.get('expires'),
    signature: searchParams.get('signature'),
  };
}

describe('download links', () => {
  test('open what they were made for', () => {
    const { reportId, name, expires, signature } = partsOf(links.artifactUrl('r1', 'lists/números 1.csv'));
    expect([reportId, name]).toEqual(['r1', 'lists/números 1.csv']);
    expect(() => links.check(reportId, name, expires, signature)).not.toThrow();
  });

  test('are path-absolute, or under PUBLIC_URL', () => {
    expect(links.artifactUrl('r1', 'summary.json')).toMatch(
      /^\/artifacts\/r1\/summary\.json\?expires=\d+&signature=/,
    );
    const behindProxy = new Links(['a secret of more than thirty-two characters'], 'https://host/remedy/');
    expect(behindProxy.artifactUrl('r1', 'a.csv')).toMatch(
      /^https:\/\/host\/remedy\/artifacts\/r1\/a\.csv\?/,
    );
  });

  test('expire', () => {
    const made = Date.now();
    const { reportId, name, expires, signature } = partsOf(links.artifactUrl('r1', 'a.csv', made));
    expect(() => links.check(reportId, name, expires, signature, made + 14 * 60_000)).not.toThrow();
    expect(() => links.check(reportId, name, expires, signature, made + 16 * 60_000)).toThrow(
      expect.objectContaining({ code: 'LINK_EXPIRED' }),
    );
  });

  test('made with a secret that was replaced work for as long as it is in the list', () => {
    const [old, secret] = ['o', 's'].map((letter) => letter.repeat(32));
    const { reportId, name, expires, signature } = partsOf(new Links([old]).artifactUrl('r1', 'a.csv'));
    expect(() => new Links([secret, old]).check(reportId, name, expires, signature)).not.toThrow();
    expect(() => new Links([secret]).check(reportId, name, expires, signature)).toThrow();
    const made = partsOf(new Links([secret, old]).artifactUrl('r1', 'a.csv'));
    expect(() => new Links([secret]).check('r1', 'a.csv', made.expires, made.signature)).not.toThrow();
  });

  test('open nothing else', () => {
    const { reportId, name, expires, signature } = partsOf(links.artifactUrl('r1', 'a.csv'));
    const forbidden = expect.objectContaining({ code: 'FORBIDDEN' });
    const other = new Links(['another secret of more than thirty-two characters']);
    expect(() => other.check(reportId, name, expires, signature)).toThrow(forbidden);
    expect(() => links.check('r2', name, expires, signature)).toThrow(forbidden);
    expect(() => links.check(reportId, 'b.csv', expires, signature)).toThrow(forbidden);
    expect(() => links.check(reportId, name, String(Number(expires) + 1), signature)).toThrow(forbidden);
    expect(() => links.check(reportId, name, expires, undefined)).toThrow(forbidden);
    expect(() => links.check(reportId, name, undefined, signature)).toThrow(forbidden);
    expect(() => links.check(reportId, name, [expires], [signature])).toThrow(forbidden);
    expect(() => links.check(reportId, name, 'NaN', signature)).toThrow(forbidden);
  });
});
