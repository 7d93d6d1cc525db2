// HTTP/1.1 as far as callers and duplicates need it: messages with a Content-Length, one after the
// other on a connection.

export class MessageReader {
  #unread = Buffer.alloc(0);

  *feed(chunk) {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const end = this.#unread.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = this.#unread.toString("latin1", 0, end);
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const size = end + 4 + length;
      if (this.#unread.length < size) return;
      yield {
        start: head.slice(0, head.indexOf("\r\n")),
        head,
        body: this.#unread.subarray(end + 4, size),
        bytes: this.#unread.subarray(0, size),
      };
      this.#unread = this.#unread.subarray(size);
    }
  }
}

export const statusOf = (response) => Number(response.start.split(" ")[1]);
