// A kiosk that asks a survey which the hub has published: what the tests of surveys stand on.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { World, eventually } from '../support/world.mjs';
import { browse } from './stage.mjs';

export const world = new World({ sync: { news_poll: '500ms', backoff_max: '1s' } });
export const kiosk = () => `http://kiosk.localhost:${world.agentPort}/`;
export const rows = (type) =>
  world.ctl(['tail', '-n', '1000', '--json']).split('\n').filter((line) => line.includes(type)).length;

// What the command line says to it; nothing is asked before the device has started again.
export function publish(survey) {
  const file = world.path('settings.toml');
  writeFileSync(file, `[kiosk]\nsurvey = '''\n${JSON.stringify(survey, null, 1)}\n'''\n`);
  return world.run('touchpoint-hub',
    ['settings', 'publish', file, '--note', 'a survey', '--config', world.path('hub/hub.toml')],
    { allowFailure: true });
}

export function surveyStage({ survey, ...rest }) {
  browse({
    ...rest,
    begin: async () => {
      await world.start();
      const published = publish(survey);
      assert.equal(published.status, 0, published.stderr);
      await eventually('the settings to be here', () => world.deviceStatus().settings?.number === 1);
      await world.agent.stop();
      await world.startAgent();
    },
    end: () => world.end(),
  });
}
