import { CONFD_PROTOCOL_VERSION } from '@gnt/constants';
import { jsonText } from '@gnt/objects';
import { asciiJson, packMessage, type ConfdKey } from '@gnt/protocol';
import type { Clock } from '../common/clock.js';
import { answer, unavailable } from './answers.js';
import { readRequest, type Refusal } from './request.js';
import type { Snapshot } from './snapshot.js';

/** Where answers come from at the moment. */
export interface Source {
  /** The newest whole configuration, or why there is none. */
  readonly current: Snapshot | string;
  readonly key: ConfdKey;
}

/** Turns a datagram into the datagram that answers it, at once and without keeping anything. */
export class Responder {
  readonly #source: Source;
  readonly #clock: Clock;

  constructor(source: Source, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The answer, or why none is due. */
  respond(packet: Buffer): Buffer | Refusal {
    const { current, key } = this.#source;
    const request = readRequest(key, packet, this.#clock.now() / 1000);
    if (typeof request === 'string') return request;
    const given = typeof current === 'string' ? unavailable(current) : answer(current, request.name, request.query);
    const { status, serial } = given;
    const msg = asciiJson(jsonText({ protocol: CONFD_PROTOCOL_VERSION, status, answer: given.answer, serial }));
    return packMessage(key, request.rsalt, msg);
  }
}
