// A picture of the kiosk in every state, and what axe says of it: as counter_pictures.
import { test } from 'node:test';
import { noAnswer, ofLight, ofSize, passTimeUntil, see, sizes } from './browser.mjs';
import { answer, button, open, page, setting, stage } from './stage.mjs';

stage({ pictures: 'kiosk', expected: [noAnswer] });

const views = [
  ['800x1280', undefined, { size: sizes.kiosk }],
  ['1280x800', ofSize, { size: sizes.wide }],
  ['768x1024', ofSize, { size: sizes.tablet, reducedMotion: 'reduce' }],
  ['320x800', ofSize, { size: sizes.strip }],
  ['800x480', ofSize, { size: sizes.till }],
  ['800x1280-dark', ofLight, { size: sizes.kiosk, colorScheme: 'dark' }],
];
for (const [view, rules, options] of views) {
  test(`kiosk ${view}`, async () => {
    const shot = (name) => see(page, `kiosk-${name}-${view}`, rules);
    await open(setting.kiosk, options);
    await page.getByText('Quanto è probabile').waitFor();
    await shot('1-question');
    await button('Privacy').click();
    await shot('2-privacy');
    await button('Ho capito').click();
    await page.route('**/v1/interactions', (route) => route.abort());
    await answer('9').click();
    await page.getByText('non è ancora registrata').waitFor();
    await shot('3-failed');
    await page.unrouteAll();
    await button('Riprova ora').click();
    await page.getByText('Ancora una domanda').waitFor();
    await shot('4-faces');
    await button('Testo grande').click();
    await shot('5-faces-large');
    await button('Testo grande').click();
    await button('Contrasto forte').click();
    await shot('5-faces-contrast');
    await button('Contrasto forte').click();
    await button('Indietro').click();
    await page.getByText('Quanto è probabile').waitFor();
    await shot('5-back');
    await button('Lascia così').click();
    await answer('Ottima').click();
    await page.getByText('al sicuro').waitFor();
    await shot('6-thanks');
    await button('Nuova risposta').click();
    await page.getByText('Quanto è probabile').waitFor();
    await button('English').click();
    await page.getByText('How likely').waitFor();
    await shot('7-english');
    await answer('9').click();
    await page.getByText('One more question').waitFor();
    await shot('8-english-faces');
  });
}

test('kiosk about to start again', async () => {
  await open(setting.kiosk, { size: sizes.kiosk });
  await page.clock.install();
  await page.reload();
  await answer('9').click();
  await page.getByText('Ancora una domanda').waitFor();
  await passTimeUntil(page, button('Sono ancora qui'), 2 * setting.kioskIdleS);
  await see(page, 'kiosk-9-idle-800x1280');
});
