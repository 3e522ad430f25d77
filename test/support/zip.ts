import { inflateRawSync } from 'node:zlib';

export interface ZipMember {
  name: string;
  /** MS-DOS date and time, as the archive has them. */
  time: number;
  content: Buffer;
}

/** Reads an archive by its central directory. */
export function readZip(zip: Buffer): ZipMember[] {
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const members: ZipMember[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i++) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('This is no entry of a central directory.');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      zip.readUInt16LE(at + place),
    );
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    const content = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    if (checksum(content) !== zip.readUInt32LE(at + 16)) throw new Error('The checksum is wrong.');
    members.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      time: zip.readUInt32LE(at + 12),
      content,
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return members;
}

/** CRC-32, bit by bit: the runtime has one from Node 22.2 on only. */
function checksum(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
