import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut without either end being told, as a firewall cuts it that forgets connections. */
export class TcpProxy {
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #server = createServer((client) => this.#join(client));
  accepted = 0;
  /** Bytes that may still come from the server until all is cut. */
  #left = Number.POSITIVE_INFINITY;

  private constructor(private readonly port: number) {}

  static async open(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The address of the server, through the proxy. */
  through(url: string): string {
    const address = new URL(url);
    address.port = String((this.#server.address() as AddressInfo).port);
    return address.href;
  }

  /** From now on nothing passes on the connections that there are; new ones work. */
  silence(): void {
    for (const [client, server] of this.#pairs) {
      client.unpipe(server).resume();
      server.unpipe(client).resume();
    }
  }

  /** When so many more bytes have come from the server, all connections break, and new ones do at once, until it is mended. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  get isCut(): boolean {
    return this.#left <= 0;
  }

  mend(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    this.#breakAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #breakAll(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  #join(client: Socket): void {
    this.accepted++;
    if (this.isCut) {
      client.on('error', () => undefined).destroy();
      return;
    }
    const server = connect(this.port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.#pairs.delete(pair);
        for (const end of pair) end.destroy();
      });
    }
    server.on('data', ({ length }) => {
      this.#left -= length;
      if (this.isCut) this.#breakAll();
    });
    client.pipe(server);
    server.pipe(client);
  }
}
