import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly reason: string;
}

const secretBytes = 32;

/**
 * Decides who may come in: whoever brings the one-time token gets a cookie for it, and from then on
 * the cookie opens. Host and Origin must be exactly the server's own, which keeps out other web pages
 * (DNS rebinding, cross-site requests) and other servers on this machine.
 */
export class Gate {
  readonly #host: string;
  readonly #origin: string;
  readonly #cookieName: string;
  readonly #cookie = randomBytes(secretBytes).toString('base64url');
  #token: string | null = randomBytes(secretBytes).toString('base64url');

  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
    this.#origin = `http://${this.#host}`;
    // Cookies ignore the port: each server needs a name of its own.
    this.#cookieName = `pentimento-${port}`;
  }

  get origin(): string {
    return this.#origin;
  }

  /** The address that opens the app, once. */
  openingAddress(): string {
    return this.#token === null ? `${this.#origin}/` : `${this.#origin}/?token=${this.#token}`;
  }

  /** Uses the token up. @returns the value of `Set-Cookie`, null where the token is not (any more) right */
  exchange(token: string): string | null {
    if (this.#token === null || !equal(token, this.#token)) return null;
    this.#token = null;
    return `${this.#cookieName}=${this.#cookie}; Path=/; HttpOnly; SameSite=Strict`;
  }

  hasCookie(headers: IncomingHttpHeaders): boolean {
    const prefix = `${this.#cookieName}=`;
    return (headers.cookie ?? '')
      .split(';')
      .map((part) => part.trim())
      .some((part) => part.startsWith(prefix) && equal(part.slice(prefix.length), this.#cookie));
  }

  /** Checks Host and Origin. @param changes whether the request may change something */
  refusal(headers: IncomingHttpHeaders, changes: boolean): Refusal | null {
    if (headers.host !== this.#host)
      return { status: 421, reason: `this server answers at ${this.#origin} only` };
    const foreign = headers.origin !== undefined && headers.origin !== this.#origin;
    if (foreign || (changes && headers.origin === undefined))
      return { status: 403, reason: 'requests from other pages are refused' };
    // Another port of this machine is the same site to cookies; browsers tell by this header.
    const site = headers['sec-fetch-site'];
    const elsewhere = site !== undefined && site !== 'same-origin' && site !== 'none';
    if (elsewhere && headers['sec-fetch-mode'] !== 'navigate')
      return { status: 403, reason: 'requests from other pages are refused' };
    return null;
  }
}

/** Compares in a time that tells nothing, whatever the lengths. */
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
