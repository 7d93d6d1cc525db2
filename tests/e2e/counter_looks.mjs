// A thread that asks the counter's status again and again, while the test is busy with something else: how
// often it was answered, and how long the slowest took.
import { parentPort, workerData } from 'node:worker_threads';
import { DeviceClient } from '../support/device_client.mjs';

const staff = new DeviceClient(workerData.port);
staff.cookie = workerData.cookie;
let coming = true;
parentPort.once('message', () => (coming = false));
const looks = { count: 0, slowestMs: 0 };
while (coming) {
  const from = performance.now();
  await staff.expect(200, 'GET', '/v1/status');
  looks.count += 1;
  looks.slowestMs = Math.max(looks.slowestMs, Math.round(performance.now() - from));
}
parentPort.postMessage(looks);
