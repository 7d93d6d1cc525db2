// A walk as somebody new would do it: with nothing but the words on the screen and the keyboard, in both
// languages. Whatever a step needs is found by what stands there, or by what the help says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, see, sizes, type, wedge } from './browser.mjs';
import { closeVisit, open, page, setting, stage } from './stage.mjs';

stage({ pictures: 'walk', leave: closeVisit });

const words = {
  it: {
    who: 'Chi sei?', scan: 'Passa una carta', help: 'Come si usa il banco', got: 'Ho capito',
    ready: /pronto da/, handOver: 'Consegna', handed: /Consegna registrata/, sold: /Vendita registrata/,
    more: 'Altro da registrare', complaint: 'Reclamo', what: 'Che cosa non è andato?', record: 'Registra', complained: /Reclamo registrato/,
    back: 'Togli la registrazione', undone: /Annullato/, close: 'Chiudi visita',
  },
  en: {
    who: 'Who are you?', scan: 'Scan a card', help: 'How the counter works', got: 'Got it',
    sold: /Sale recorded/,
    more: 'More to record', complaint: 'Complaint', what: 'What went wrong?', record: 'Record', complained: /Complaint recorded/,
    back: 'Take it back', undone: /Undone at/, close: 'Close visit',
  },
};

// Tab, until what has the focus is called so; a person looks for the ring.
async function tabTo(name) {
  for (let steps = 0; steps < 60; steps++) {
    const here = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === document.body) return '';
      return (one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent).trim();
    });
    if (name instanceof RegExp ? name.test(here) : here.startsWith(name)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not come to "${name}"`);
}
const press = async (name) => {
  await tabTo(name);
  await page.keyboard.press('Enter');
};

for (const [language, say] of Object.entries(words)) {
  test(`the first five minutes, by keyboard, in ${language}`, async () => {
    const { staff, people } = setting;
    await open(setting.counter, { locale: language });
    await page.getByText('Chi sei?').waitFor();
    if (language === 'en') await press('English');
    await page.getByRole('heading', { name: say.who }).waitFor();
    await see(page, `walk-1-${language}`);
    await press(new RegExp(staff.display_name));
    await type(page, staff.pin);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: say.scan }).waitFor();

    await page.keyboard.press('F1');
    await page.getByRole('heading', { name: say.help }).waitFor();
    for (const [view, size] of [['1280x800', sizes.wide], ['800x480', sizes.till], ['320x800', sizes.strip]]) {
      await page.setViewportSize(size);
      await see(page, `walk-2-help-${language}-${view}`, view === '1280x800' ? undefined : ofSize);
    }
    await page.setViewportSize(sizes.wide);
    await page.keyboard.press('F2');
    assert.equal(await page.locator('form.form').count(), 0, 'the desk rests while the help is read');
    await press(say.got);
    await page.getByRole('heading', { name: say.help }).waitFor({ state: 'hidden' });

    const [customer, waiting] = language === 'it' ? [people.collector, say.ready] : [people.shopper, null];
    await wedge(page, customer.code);
    await page.getByRole('heading', { level: 1, name: customer.name }).waitFor();
    await see(page, `walk-3-card-${language}`);
    if (waiting) {
      await page.getByText(waiting).first().waitFor();
      await press(say.handOver);
      await page.getByText(say.handed).waitFor();
    }
    await page.keyboard.press('F2');
    await page.locator('#receipt').waitFor();
    await see(page, `walk-4-sale-${language}`);
    for (const text of [`R-${language}`, 'Cintura', '1', '29,90', '']) {
      await type(page, text);
      await page.keyboard.press('Enter');
    }
    await page.getByText(say.sold).waitFor();
    await press(say.more);
    await press(say.complaint);
    await page.getByLabel(say.what).waitFor();
    await type(page, 'La fibbia si allenta');
    await see(page, `walk-5-complaint-${language}`);
    await press(say.record);
    await page.getByText(say.complained).waitFor();
    await press(say.back);
    await page.getByText(say.undone).waitFor();
    await press(say.close);
    await page.getByRole('heading', { level: 1, name: say.scan }).waitFor();
  });
}
