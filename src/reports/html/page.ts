import { createHash } from 'node:crypto';
import { type Content, html, Markup, plainly } from './markup.js';
import { STYLE } from './style.js';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Also where the page is opened from a disk, it loads nothing, runs nothing and has no style but its own. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

export interface Page {
  /** What kind of page it is; the title in the browser begins with it. */
  kind: string;
  /** Whatever the rest of the title in the browser is to be. */
  title: string;
  heading: Content;
  /** What stands below the heading. */
  lead: Content;
  sections: readonly Section[];
}

export interface Section {
  id: string;
  title: string;
  /** Asked for when its turn comes, so that only one is in memory. */
  body: () => Content;
}

/** A whole page, section by section. Nothing in it depends on the time or the place where it is made. */
export function* page({ kind, title, heading, lead, sections }: Page): Generator<Uint8Array> {
  yield encoded(html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${kind}: ${plainly(title)}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<p class="kicker">${kind}</p>
<h1>${heading}</h1>
${lead}
<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>
<main>
`);
  for (const { id, title: name, body } of sections) {
    yield encoded(html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${body()}
</section>
`);
  }
  yield encoded(html`</main>
<footer><p>Made by SmartRemedy.</p></footer>
</body>
</html>
`);
}

function encoded({ text }: Markup): Uint8Array {
  return Buffer.from(text, 'utf8');
}
