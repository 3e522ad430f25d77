/** Words with a meaning: blanks, the remediation flag, white space around it. */
import { word } from './bytes';

/** Whether a field is blank: empty, or one of the words that exports write for nothing. Exact and untrimmed. */
// @ts-ignore: decorator
@inline
export function isBlankField(at: usize, length: u32): bool {
  // A NUL behind a blank word does not show in the number that the word is compared as.
  return length == 0 || (length <= 8 && isBlankWord(word(at, length)) && load<u8>(at + length - 1) != 0);
}

// Every blank word fits into eight bytes, so that a field is one number and a word one comparison.
function isBlankWord(text: u64): bool {
  // First letters of the words below: # - 1 < N n; nearly every other field leaves here.
  switch (u8(text)) {
    case 0x23:
      return text == 0x412f4e23 || text == 0x414e23 || text == 0x412f4e20412f4e23; // #N/A, #NA, #N/A N/A
    case 0x2d:
      return (
        text == 0x4e614e2d || // -NaN
        text == 0x6e616e2d || // -nan
        text == 0x444e49232e312d || // -1.#IND
        text == 0x4e414e51232e312d // -1.#QNAN
      );
    case 0x31:
      return text == 0x444e49232e31 || text == 0x4e414e51232e31; // 1.#IND, 1.#QNAN
    case 0x3c:
      return text == 0x3e414e3c; // <NA>
    case 0x4e:
      return (
        text == 0x414e || // NA
        text == 0x412f4e || // N/A
        text == 0x4e614e || // NaN
        text == 0x4c4c554e || // NULL
        text == 0x656e6f4e // None
      );
    case 0x6e:
      return text == 0x612f6e || text == 0x6e616e || text == 0x6c6c756e; // n/a, nan, null
    default:
      return false;
  }
}

const REM_OK: u64 = 0x4b4f5f4d4552;
const REM_NOT_: u64 = 0x5f544f4e5f4d4552;
const OK: u64 = 0x4b4f;

// @ts-ignore: decorator
@inline
function isFlag(at: usize, length: u32): bool {
  // Either flag is as likely as the other: no branch may hang on it.
  const text = load<u64>(at);
  const isOk = u32(text << 16 == REM_OK << 16) & u32(length == 6);
  const isNotOk = u32(text == REM_NOT_) & u32(load<u16>(at, 8) == u16(OK)) & u32(length == 10);
  return (isOk | isNotOk) != 0;
}

/** Whether a field is a remediation flag, white space around it aside. */
export function isRemediationFlag(at: usize, length: u32): bool {
  if (isFlag(at, length)) return true;
  let end = at + length;
  while (at < end) {
    const size = spaceAt(at, end);
    if (size == 0) break;
    at += size;
  }
  while (at < end) {
    const size = spaceBefore(at, end);
    if (size == 0) break;
    end -= size;
  }
  return isFlag(at, u32(end - at));
}

// @ts-ignore: decorator
@inline
function spaceBefore(at: usize, end: usize): usize {
  for (let size: usize = 1; size <= 3 && at + size <= end; size++) {
    if (spaceAt(end - size, end) == size) return size;
  }
  return 0;
}

/** Size in bytes of the white space character at `at` (JavaScript's set, in UTF-8); 0 where there is none. */
function spaceAt(at: usize, end: usize): usize {
  const lead = load<u8>(at);
  if (lead == 0x20 || (lead >= 0x09 && lead <= 0x0d)) return 1;
  if (lead < 0x80 || at + 2 > end) return 0;
  const second = load<u8>(at, 1);
  if (lead == 0xc2) return second == 0xa0 ? 2 : 0;
  if (at + 3 > end) return 0;
  const third = load<u8>(at, 2);
  if (lead == 0xe1) return second == 0x9a && third == 0x80 ? 3 : 0;
  if (lead == 0xe3) return second == 0x80 && third == 0x80 ? 3 : 0;
  if (lead == 0xef) return second == 0xbb && third == 0xbf ? 3 : 0;
  if (lead != 0xe2) return 0;
  if (second == 0x81) return third == 0x9f ? 3 : 0;
  if (second != 0x80) return 0;
  return (third >= 0x80 && third <= 0x8a) || third == 0xa8 || third == 0xa9 || third == 0xaf ? 3 : 0;
}
