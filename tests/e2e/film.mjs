// A film strip: pictures of one story in their order, each with what it shows, and one sheet of all of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pictures, picture, see } from './browser.mjs';

export class Film {
  #frames = [];

  constructor(name) {
    this.name = name;
  }

  // `checked`: also by axe, and that nothing runs out.
  async take(page, title, { checked = true } = {}) {
    const name = `${this.name}-film-${String(this.#frames.length + 1).padStart(2, '0')}`;
    this.#frames.push({ name, title });
    await (checked ? see(page, name, ['color-contrast']) : picture(page, name));
  }

  // The sheet, set and drawn by the browser.
  async develop(browser) {
    const page = await browser.newPage({ viewport: { width: 1920, height: 400 } });
    await page.setContent(`<!doctype html><style>
      body { margin: 0; padding: 24px; background: #13212a; color: #fff; font: 18px/1.4 system-ui, sans-serif; }
      ol { display: grid; grid-template-columns: repeat(4, 1fr); gap: 24px; margin: 0; padding: 0; list-style: none; }
      img { display: block; width: 100%; border-radius: 6px; }
      p { margin: 8px 0 0; } b { color: #7fd0dc; }
    </style><ol></ol>`);
    const frames = this.#frames.map(({ name, title }) => ({
      title,
      data: readFileSync(join(pictures, `${name}.png`)).toString('base64'),
    }));
    await page.evaluate(async (all) => {
      for (const [i, { title, data }] of all.entries()) {
        const frame = document.createElement('li');
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        const words = document.createElement('p');
        const number = document.createElement('b');
        number.textContent = `${i + 1}`;
        words.append(number, ` ${title}`);
        frame.append(image, words);
        document.querySelector('ol').append(frame);
        await image.decode();
      }
    }, frames);
    await page.screenshot({ path: join(pictures, `${this.name}-film.png`), fullPage: true });
    await page.close();
  }
}
