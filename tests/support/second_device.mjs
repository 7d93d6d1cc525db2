import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, eventually, freePort } from './world.mjs';

// A device beside the world's own, of its store or another.
export class SecondDevice {
  constructor(world, store, device) {
    Object.assign(this, { world, store, device });
  }

  async start() {
    const { world } = this;
    const folder = world.path(this.device);
    const port = (this.port = await freePort());
    mkdirSync(folder, { recursive: true });
    this.config = join(folder, 'touchpoint.toml');
    writeFileSync(
      this.config,
      `[device]\nstore = "${this.store}"\nname = "${this.device}"\n` +
        `[storage]\nstate = "${folder}/state"\nruntime = "${folder}/run"\n` +
        `[web]\nlisten = "127.0.0.1:${port}"\n` +
        '[privacy]\ncontroller = "Demo Retail S.p.A., Milano"\npurposes = ["service"]\n' +
        '[sync]\nnews_poll = "2s"\nkeep_alive = "5s"\nreceipt_timeout = "5s"\nbackoff_max = "2s"\n',
    );
    this.program = new Program('touchpointd', join(world.bin, 'touchpointd'), ['--config', this.config], {
      log: world.path(`${this.device}.log`),
    });
    world.launch(this.program);
    await this.program.ready('the second device', async () =>
      (await fetch(`http://127.0.0.1:${port}/healthz`)).ok);
  }

  // `words`: what stands behind "touchpointctl".
  enrol(words, token) {
    this.world.run('touchpointctl', ['--config', this.config, ...words], { input: token });
  }

  // The fingerprint of its key, as the device itself shows it.
  print() {
    const words = ['--config', this.config, 'identity', '--json'];
    return JSON.parse(this.world.run('touchpointctl', words)).fingerprint;
  }

  async online() {
    await eventually('the second device to be online', () => {
      const status = this.world.run('touchpointctl', ['--config', this.config, 'status', '--json'], {
        allowFailure: true,
      });
      return JSON.parse(status.stdout).hub.online;
    });
  }

  stop(signal) {
    return this.program.stop(signal);
  }

  async end() {
    await this.program?.stop();
  }
}
