// What hides what on a page, whatever it is made of: asked of the browser, point by point.

// Words and controls that something else lies over, as the page stands. While a dialog is open it alone counts.
export const covered = (page) =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
    const cut = (one, other) => ({
      left: Math.max(one.left, other.left),
      top: Math.max(one.top, other.top),
      right: Math.min(one.right, other.right),
      bottom: Math.min(one.bottom, other.bottom),
    });
    // What is scrolled away is not there.
    const seen = (rect, element) => {
      let left = cut(rect, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
      for (let up = element; up && up !== document.body; up = up.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(up);
        if (up !== element && (overflowX !== 'visible' || overflowY !== 'visible')) {
          left = cut(left, up.getBoundingClientRect());
        }
        if (position === 'fixed') break;
      }
      return left.right - left.left > 4 && left.bottom - left.top > 4 ? left : null;
    };
    const rects = [];
    for (const control of root.querySelectorAll('button, input, select, textarea, summary, a[href]')) {
      rects.push([control, control.getBoundingClientRect()]);
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) rects.push([text.parentElement, rect]);
    }
    const found = new Set();
    for (const [element, rect] of rects) {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('.unseen')) continue; // for ears only
      const there = seen(rect, element);
      if (!there || getComputedStyle(element).pointerEvents === 'none') continue;
      for (const across of [0.1, 0.5, 0.9]) {
        const hit = document.elementFromPoint(
          there.left + (there.right - there.left) * across,
          (there.top + there.bottom) / 2,
        );
        if (!hit || element.contains(hit) || hit.contains(element)) continue;
        const name = (one) => `${one.tagName}.${one.className.baseVal ?? one.className} "${one.textContent.trim().slice(0, 40)}"`;
        found.add(`${name(hit)} over ${name(element)}`);
      }
    }
    return [...found];
  });

// Controls that the keyboard reaches and nobody then sees, because something stays over them (WCAG 2.4.11).
export const unseenFocus = (page) =>
  page.evaluate(() => {
    const root = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body;
    const before = document.activeElement;
    before?.blur?.();
    const found = [];
    for (const control of root.querySelectorAll('button, input, select, textarea, summary, a[href], [tabindex="0"]')) {
      if (control.disabled || !control.checkVisibility({ visibilityProperty: true })) continue;
      control.focus();
      if (document.activeElement !== control) continue;
      const rect = control.getBoundingClientRect();
      const [left, right] = [Math.max(rect.left, 0), Math.min(rect.right, innerWidth)];
      const [top, bottom] = [Math.max(rect.top, 0), Math.min(rect.bottom, innerHeight)];
      const points = [0.25, 0.5, 0.75].flatMap((x) => [0.25, 0.5, 0.75].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
      const shown = points.some(([x, y]) => {
        const hit = document.elementFromPoint(x, y);
        return hit && (control.contains(hit) || hit.contains(control));
      });
      if (!shown) found.push(`${control.tagName} "${(control.ariaLabel ?? control.textContent).trim().slice(0, 40)}" at ${Math.round(top)}`);
    }
    before?.focus?.();
    return found;
  });

// Whatever would still move for somebody who asked for less of it.
export const moving = (page) =>
  page.evaluate(() => {
    const slow = (durations) => durations.split(',').some((one) => Number.parseFloat(one) > 0);
    return [...document.querySelectorAll('*')]
      .filter((one) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(one);
        return slow(transitionDuration) || (animationName !== 'none' && slow(animationDuration));
      })
      .map((one) => `${one.tagName}.${one.className.baseVal ?? one.className} moves`);
  });
