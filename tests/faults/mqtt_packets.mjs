// MQTT 3.1.1 as far as sending something twice needs it: where a packet ends, and what it is.

export const CONNECT = 1;
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;

const text = (value) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
};

// Bytes as they come; whole packets as they are complete.
export class PacketReader {
  #unread = Buffer.alloc(0);

  *feed(chunk) {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const size = this.#size();
      if (size === null || this.#unread.length < size) return;
      yield { type: this.#unread[0] >> 4, bytes: this.#unread.subarray(0, size) };
      this.#unread = this.#unread.subarray(size);
    }
  }

  #size() {
    let length = 0;
    for (let at = 1; at <= 4; at++) {
      if (at >= this.#unread.length) return null;
      length += (this.#unread[at] & 127) * 128 ** (at - 1);
      if (this.#unread[at] < 128) return 1 + at + length;
    }
    throw new Error("not MQTT");
  }
}

export function topicOf(publish) {
  let at = 1;
  while (publish[at] > 127) at++;
  const length = publish.readUInt16BE(at + 1);
  return publish.toString("utf8", at + 3, at + 3 + length);
}

// The same message once more, marked as a repeat.
export function repeated(publish) {
  const copy = Buffer.from(publish);
  copy[0] |= 8;
  return copy;
}

export function connect(clientId) {
  const variable = Buffer.concat([text("MQTT"), Buffer.from([4, 2, 0, 60]), text(clientId)]);
  return Buffer.concat([Buffer.from([CONNECT << 4, variable.length]), variable]);
}
