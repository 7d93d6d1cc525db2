// Something to record, and the wait until the hub has it: what tests of the way to the hub need most.

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "./device_client.mjs";
import { eventually } from "./world.mjs";

// As the world's member of staff would write it down at the counter.
export async function recordNote(world, text) {
  const client = new DeviceClient(world.agentPort);
  await client.signIn(world.staff.name, world.staff.pin);
  await client.expect(201, "POST", "/v1/interactions", { id: eventId(), type: "touchpoint.note.added", data: { text } });
}

export const everythingStored = (world) => eventually("everything to be stored", () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last;
}, { ms: 30_000 });
