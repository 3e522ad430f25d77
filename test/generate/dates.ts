import fc from 'fast-check';

/** Few of each, so that times tie and orders are often ambiguous; the bounds and impossible days are among them. */
const years = weighted([24, '2025'], [4, '2024'], [1, '1678'], [1, '2261'], [1, '1677'], [1, '2262']);
const smallParts = weighted([4, '1'], [4, '05'], [3, '3'], [2, '12'], [1, '02']);
const parts = fc.oneof(
  { weight: 16, arbitrary: smallParts },
  {
    weight: 3,
    arbitrary: weighted([3, '13'], [2, '28'], [1, '29'], [1, '30'], [1, '31'], [1, '0']),
  },
);
const months = weighted(
  [3, 'Jan'],
  [2, 'february'],
  [2, 'MAR'],
  [1, 'Dec'],
  [1, 'May'],
  [1, 'fev'],
  [1, 'Sept'],
);
const separators = weighted([4, '-'], [4, '/'], [3, '.'], [1, ' ']);
const blanks = weighted([12, ' '], [2, '  '], [1, '\t']);

const hours = weighted([6, '10'], [5, '11'], [4, '12'], [3, '9'], [2, '0'], [1, '23'], [1, '24'], [1, '1']);
const sixtieths = weighted([6, '00'], [3, '30'], [2, '5'], [2, '59'], [1, '60'], [1, '7']);
const fractions = weighted(
  [3, '.5'],
  [2, '.000000001'],
  [2, '.0000000019'],
  [1, '.123456789123'],
  [1, '.'],
  [1, ',5'],
);
const halves = weighted([3, ' AM'], [3, ' PM'], [1, 'pm'], [1, '  Am'], [1, ' M']);
const zones = weighted(
  [4, 'Z'],
  [3, '-03:00'],
  [3, '+0530'],
  [2, ' UTC'],
  [1, ' GMT'],
  [1, '+14'],
  [1, '-00:00'],
  [1, '  Z'],
  [1, 'z'],
  [1, ' BRT'],
  [1, '+24:00'],
  [1, '-3'],
);

const dayShapes = fc.oneof(
  { weight: 8, arbitrary: joined(years, fc.constant('-'), parts, fc.constant('-'), parts) },
  { weight: 2, arbitrary: sameSeparator(years, parts, parts) },
  { weight: 8, arbitrary: sameSeparator(parts, parts, years) },
  { weight: 2, arbitrary: sameSeparator(parts, parts, weighted([1, '25'], [1, '00'])) },
  { weight: 1, arbitrary: joined(years, weighted([4, '-'], [1, '/']), parts) },
  { weight: 1, arbitrary: joined(parts, separators, parts, separators, years) },
  { weight: 2, arbitrary: joined(months, blanks, parts, weighted([4, ', '], [1, ' '], [1, ',']), years) },
  { weight: 2, arbitrary: joined(parts, blanks, months, blanks, years) },
);

const times = joined(
  fc.oneof(
    { weight: 6, arbitrary: blanks },
    { weight: 3, arbitrary: fc.constant('T') },
    { weight: 1, arbitrary: weighted([1, 't'], [1, '_'], [1, ' T'], [1, '']) },
  ),
  fc.oneof(
    { weight: 1, arbitrary: hours },
    { weight: 3, arbitrary: joined(hours, fc.constant(':'), sixtieths) },
    {
      weight: 8,
      arbitrary: joined(
        hours,
        fc.constant(':'),
        sixtieths,
        fc.constant(':'),
        sixtieths,
        sometimes(fractions, 3),
      ),
    },
  ),
  sometimes(halves, 5),
  sometimes(zones, 8),
);

const packed = joined(
  weighted([5, '20250105'], [2, '20250131'], [1, '20251301'], [1, '2025010']),
  sometimes(
    weighted(
      [2, '102030'],
      [2, 'T102030'],
      [2, ' 10:20:30'],
      [1, ' 102030'],
      [1, 'T10:20:30'],
      [1, '102030.5'],
    ),
    1,
  ),
  sometimes(zones, 5),
);

const plain = joined(
  weighted([3, '2025-01-05'], [1, '2025-01-06']),
  fc.constant(' '),
  hours,
  fc.constant(':'),
  sixtieths,
  fc.constant(':00'),
);

const noDates = weighted(
  [3, ''],
  [1, 'NA'],
  [1, ' '],
  [1, 'NaT'],
  [1, '10:20:30'],
  [1, '1736072430'],
  [1, '13/13/2025'],
  [1, '٢٠٢٥-٠١-٠٥'],
  [1, '31/02/2025'],
);

/** A value of `sys_created_on`: mostly a date, of any shape; sometimes almost one. */
export const arbitraryDate: fc.Arbitrary<string> = fc.oneof(
  { weight: 20, arbitrary: plain },
  {
    weight: 10,
    arbitrary: joined(
      sometimes(blanks, 10),
      dayShapes,
      fc.oneof(fc.constant(''), times),
      sometimes(blanks, 10),
    ),
  },
  { weight: 2, arbitrary: packed },
  { weight: 1, arbitrary: noDates },
);

/** One of these texts, by weight. */
export function weighted(...choices: [number, string][]): fc.Arbitrary<string> {
  return fc.oneof(...choices.map(([weight, text]) => ({ weight, arbitrary: fc.constant(text) })));
}

/** Nothing, `otherwise` times as often as the text. */
function sometimes(text: fc.Arbitrary<string>, otherwise: number): fc.Arbitrary<string> {
  return fc.oneof({ weight: otherwise, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text });
}

function joined(...texts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...texts).map((pieces) => pieces.join(''));
}

function sameSeparator(...texts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(separators, ...texts).map(([separator, ...pieces]) => pieces.join(separator));
}
