// An interaction is made once, with its id and its time, and is sent as the same bytes until the
// device has answered: however often it is sent, it is recorded once.
import { send as sendByPhone } from '../phone/link';
import type { Recorded } from './api';
import { call, type Answer } from './http';
import { uuid7 } from './uuid7';

export interface Interaction {
  id: string;
  json: string;
}

// `actor`: who did it, when that is not whoever is usual on the page.
export function interaction(
  type: string,
  data: Record<string, unknown>,
  actor?: 'customer',
): Interaction {
  const id = uuid7();
  const time = new Date().toISOString();
  const sent = { specversion: '1.0', id, type, time, ...(actor && { actor }), data };
  return { id, json: JSON.stringify(sent) };
}

// Nobody knows whether it arrived, or the device asks to come again.
export function mayPass(status: number): boolean {
  return status === 0 || status === 429 || (status >= 500 && status !== 507);
}

// To whoever records it: the device, or the hub from a visitor's own phone.
export const post = (json: string): Promise<Answer<Recorded>> =>
  PHONE ? sendByPhone(json) : call('POST', '/v1/interactions', json);

// Sends it, and again after each pause, as long as `mayPass`. Only a 2xx means recorded.
export async function record(
  what: Interaction,
  pausesMs: readonly number[] = [500, 1500],
): Promise<Answer<Recorded>> {
  for (let attempt = 0; ; attempt++) {
    const answer = await post(what.json);
    const pause = pausesMs[attempt];
    if (answer.ok || !mayPass(answer.status) || pause === undefined) return answer;
    await new Promise((resume) => setTimeout(resume, pause));
  }
}
