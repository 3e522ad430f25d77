import type { IncomingMessage } from 'node:http';

/**
 * The address of the client: that of the connection or, behind proxies, what the outermost of ours has written down.
 * What the client has written into the header itself stands further left, and is never looked at.
 * @param proxies proxies in front of the service that add to X-Forwarded-For
 */
export function clientAddress({ socket, headers }: IncomingMessage, proxies: number): string {
  const direct = socket.remoteAddress ?? '';
  if (proxies === 0) return direct;
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const addresses = forwarded.map((address) => address.trim()).filter((address) => address !== '');
  return addresses.at(-proxies) ?? addresses[0] ?? direct;
}
