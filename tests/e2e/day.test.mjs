// One day of a store: what the opening line says of its devices, and then the day from the first
// customer to the switch, scene by scene.
import { test } from 'node:test';
import { ofSize, see, sizes } from './browser.mjs';
import { atDesk, button, closeVisit, page, region, setting, stage } from './stage.mjs';

stage({
  pictures: 'day',
  leave: closeVisit,
  sync: { news_poll: '500ms', receipt_timeout: '5s', backoff_max: '1s' },
});

const day = () => region(/^(La giornata|The day)$/);
async function speakEnglish() {
  await page.getByTitle('Stato del dispositivo').click();
  await button('English').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
}

test("the opening line says how the store's devices are, and what a device that stands alone cannot know", async () => {
  const { happenings } = setting;
  await atDesk();
  await day().getByText(/1 dispositivo a posto/).waitFor();
  const kiosk = await happenings.another('milano-01-kiosk-1');
  await day().getByText(/2 dispositivi a posto · 1 ordine pronto/).waitFor();
  await see(page, 'day-devices-1-well');

  await kiosk.stop('SIGKILL');
  await day().getByText(/1 su 2 dispositivi a posto/).waitFor();
  await day().getByText(/^milano-01-kiosk-1: non risponde dalle \d\d:\d\d$/).waitFor();
  await see(page, 'day-devices-2-one-away');
  for (const [view, size] of [['till', sizes.till], ['strip', sizes.strip]]) {
    await page.setViewportSize(size);
    await see(page, `day-devices-3-one-away-${view}`, ofSize);
  }
  await page.setViewportSize(sizes.wide);

  await happenings.cutNetwork();
  await day().getByText(/gli altri dispositivi non si vedono dalle \d\d:\d\d/).waitFor();
  await see(page, 'day-devices-4-alone');
  await happenings.mendNetwork();
  await kiosk.start();
  await day().getByText(/2 dispositivi a posto/).waitFor();
  await speakEnglish();
  await day().getByText(/2 devices well · 1 order ready to collect/).waitFor();
  await see(page, 'day-devices-5-english');
});
