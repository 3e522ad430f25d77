import { describe, expect, it } from 'vitest';
import { foreign, html, plainly } from '../../src/reports/html/markup.js';

describe('markup', () => {
  it('escapes every value, in text and in attributes', () => {
    const text = `<script>alert("1")</script> & 'x'`;
    expect(html`<a title="${text}">${text}</a>`.text).toBe(
      '<a title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">' +
        '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</a>',
    );
  });

  it('takes markup as it is, arrays end to end, null as nothing', () => {
    expect(html`<p>${[html`<b>${1}</b>`, '&', null, ['x']]}</p>`.text).toBe('<p><b>1</b>&amp;x</p>');
  });
});

describe('a foreign text', () => {
  it.each([
    ['line\nfeed', '<bdi>line<span class="unseen">␊</span>feed</bdi>'],
    ['\u0000\u001b\u007f', ['␀', '␛', 'U+007F']],
    ['a\u202eb\u2066c\u200f', ['U+202E', 'U+2066', 'U+200F']],
    ['\u2028\u2029\ufeff\u0085\u200b', ['U+2028', 'U+2029', 'U+FEFF', 'U+0085', 'U+200B']],
    ['\u{e0041}', ['U+E0041']],
    ['\ud800', ['U+D800']],
  ])('shows by name what is not to be seen: %j', (text, expected) => {
    const { text: shown } = foreign(text);
    if (typeof expected === 'string') expect(shown).toBe(expected);
    else for (const name of expected) expect(shown).toContain(`<span class="unseen">${name}</span>`);
    expect(shown.replace(/<\/?(bdi|span)[^>]*>/g, '')).not.toMatch(/(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/u);
  });

  it('leaves scripts and emoji as they are', () => {
    const text = 'acentuação 東京 שלום 👩‍💻 क्‍ष';
    expect(foreign(text).text).toBe(`<bdi>${text}</bdi>`);
  });

  it('is cut between characters', () => {
    expect(foreign('🚀🚀🚀', 2).text).toBe('<bdi>🚀🚀…</bdi>');
    expect(foreign('abc', 3).text).toBe('<bdi>abc</bdi>');
    expect(foreign('abcd', 3).text).toBe('<bdi>abc…</bdi>');
    expect(foreign('x'.repeat(1_000_000)).text.length).toBeLessThan(300);
    expect(plainly('a\nb\u202e🚀🚀', 5)).toBe('a·b·🚀');
  });
});
