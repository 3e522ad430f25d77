import type { FactsCounts } from '../../domain/factsLayout.js';

/** Where the lists and texts of a part begin, or how much of them there is. */
export type ListCounts = Pick<FactsCounts, 'keyBytes' | 'numbers' | 'numberBytes' | 'chronology' | 'grades'>;
