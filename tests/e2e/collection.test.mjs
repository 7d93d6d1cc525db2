// Somebody is here for their order: they say so at the kiosk, the counter sees it at once, and how long they
// waited is known when it is handed over. Where nobody can see it, they are told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofSize, openPage, see, sizes, wedge } from './browser.mjs';
import { atDesk, browser, closeVisit, page, region, setting, stage } from './stage.mjs';

stage({ pictures: 'collection', leave: closeVisit });

const tasks = () => region('Da mettere a posto');
const here = (order) => tasks().getByRole('listitem').filter({ hasText: 'È qui per ritirare' }).filter({ hasText: order });

async function atKiosk(use, options = { size: sizes.kiosk }) {
  const kiosk = await openPage(browser, setting.kiosk, options);
  try {
    await kiosk.getByRole('button', { name: 'Ritiro un ordine' }).click();
    await kiosk.getByRole('textbox', { name: "Numero d'ordine" }).waitFor();
    return await use(kiosk);
  } finally {
    await kiosk.context().close();
  }
}
const say = (kiosk, number) => wedge(kiosk, number); // a scanner types it, with Enter behind it

test('the counter sees at once who is here for what, and how long they waited when it is handed over', async () => {
  const { happenings, staff } = setting;
  await atDesk();
  await atKiosk(async (kiosk) => {
    await see(kiosk, 'collection-1-asked');
    assert.equal(await kiosk.getByText('Anonima').count(), 0, 'a number of an order is not anonymous');
    await kiosk.getByRole('button', { name: 'Privacy' }).click();
    await kiosk.getByText("Il numero del Suo ordine, l'ora e il negozio.").waitFor();
    await kiosk.getByRole('button', { name: 'Ho capito' }).click();
    await kiosk.getByRole('textbox').focus();
    await say(kiosk, 'w-1043');
    await kiosk.getByText('Grazie: al banco lo vedono adesso.').waitFor();
    await see(kiosk, 'collection-2-told');
    await here('w-1043').waitFor();
  });
  await see(page, 'collection-3-counter', ofSize);
  // As the till or the card would record it; whoever typed it wrote it their own way.
  await happenings.recorded(staff, 'touchpoint.order.collected', { order_id: 'W-1043', staff: staff.name });
  await here('w-1043').waitFor({ state: 'detached' });
  await tasks().getByText(/cos[ae] mess[ae] a posto nelle ultime ore/).click();
  await here('w-1043').getByText(/a posto dopo/).waitFor();
  const announced = (await happenings.arrived('touchpoint.collection.announced')).at(-1);
  assert.deepEqual([announced.data, announced.actor], [{ order_id: 'w-1043' }, 'customer']);
});

test('a number that nobody knows is answered as one that somebody does', async () => {
  await atDesk();
  await atKiosk(async (kiosk) => {
    await say(kiosk, 'X-999999');
    await kiosk.getByText('Grazie: al banco lo vedono adesso.').waitFor();
  });
  await here('X-999999').getByRole('button', { name: 'Fatto…' }).click();
  await page.getByRole('button', { name: 'Non serve più' }).click();
  await here('X-999999').waitFor({ state: 'detached' });
});

test('what staff cannot see yet is said, and said otherwise once they can', async () => {
  const { happenings } = setting;
  await happenings.cutNetwork();
  await happenings.status(({ hub }) => !hub.online);
  try {
    await seenLate();
  } finally {
    await happenings.mendNetwork();
  }
});

const seenLate = () =>
  atKiosk(async (kiosk) => {
    await say(kiosk, 'W-2001');
    await kiosk.getByText('il personale non può ancora vederlo').waitFor();
    await see(kiosk, 'collection-4-nobody');
    await atDesk(); // somebody opens the counter's page
    await here('W-2001').waitFor();
    await kiosk.getByText('Grazie: al banco lo vedono adesso.').waitFor();
  });

test('with the counter elsewhere it is passed on', async () => {
  await setting.happenings.everythingSent();
  await atKiosk(async (kiosk) => {
    await say(kiosk, 'W-2002');
    await kiosk.getByText('Grazie: lo abbiamo trasmesso ai banchi del negozio.').waitFor();
  });
  await atDesk();
});

test('what is no order number is not taken, and nothing of it stays', async () => {
  await atDesk();
  const before = (await setting.happenings.status()).journal.last;
  await atKiosk(async (kiosk) => {
    for (const text of ['4111111111111111', 'RSSMRA80A01H501U', 'il mio ordine', "'; DROP TABLE--", '<b>1</b>']) {
      await kiosk.getByRole('textbox').fill(text);
      await kiosk.keyboard.press('Enter');
      await kiosk.getByText("Questo non è il numero di un ordine").waitFor();
    }
    await kiosk.getByRole('button', { name: 'Torna alle domande' }).click();
    await kiosk.getByRole('radio').first().waitFor();
    assert.equal(await kiosk.getByRole('textbox').count(), 0);
  });
  assert.equal((await setting.happenings.status()).journal.last, before);
});

for (const [view, options] of [
  ['800x480', { size: sizes.till }],
  ['320x800', { size: sizes.strip }],
  ['768x1024', { size: sizes.tablet, colorScheme: 'dark' }],
]) {
  test(`checking in, ${view}`, async () => {
    await atDesk();
    await atKiosk(async (kiosk) => {
      await see(kiosk, `collection-5-asked-${view}`, ofSize);
      await kiosk.getByRole('button', { name: 'English' }).click();
      await kiosk.getByRole('button', { name: 'Large text' }).click();
      await see(kiosk, `collection-6-english-large-${view}`, ofSize);
    }, options);
  });
}
