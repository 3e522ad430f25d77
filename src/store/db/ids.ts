const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text can be an id at all: PostgreSQL fails on others, where "there is none" is the answer. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
