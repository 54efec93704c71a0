import type { Locator, Page } from 'playwright-core';

/** Longer than a held button asks for. */
const HOLD_MS = 1_200;
/** Most that somebody presses Tab to get somewhere; a screen with more in the way is no good by keyboard. */
const TABS_MAX = 200;

/** How somebody works: the same deeds, by mouse, by keyboard alone or by touch. */
export interface Hands {
  readonly press: (what: Locator) => Promise<void>;
  readonly write: (where: Locator, text: string) => Promise<void>;
  /** Goes to a place by its name. */
  readonly goTo: (place: string) => Promise<void>;
  /** The second gesture: holds the button, or types the word. */
  readonly confirm: (dialog: Locator, word: string) => Promise<void>;
  readonly openKillSwitch: () => Promise<void>;
  readonly close: (dialog: Locator) => Promise<void>;
}

export function mouse(page: Page): Hands {
  const press = (what: Locator) => what.click();
  return {
    press,
    write: async (where, text) => {
      await where.click();
      await where.fill(text);
    },
    goTo: (place) => press(page.getByRole('navigation').getByRole('link', { name: place, exact: true })),
    confirm: async (dialog) => {
      await dialog.getByRole('button', { name: /^Hold to/ }).hover();
      await page.mouse.down();
      await page.waitForTimeout(HOLD_MS);
      await page.mouse.up();
    },
    openKillSwitch: () => press(page.getByRole('button', { name: 'Kill', exact: true })),
    close: (dialog) => press(dialog.getByRole('button', { name: 'Close' })),
  };
}

export function touch(page: Page): Hands {
  const press = (what: Locator) => what.tap();
  return {
    ...mouse(page),
    press,
    write: async (where, text) => {
      await where.tap();
      await where.fill(text);
    },
    goTo: (place) => press(page.getByRole('navigation').getByRole('link', { name: place, exact: true })),
    confirm: async (dialog) => {
      const button = dialog.getByRole('button', { name: /^Hold to/ });
      await button.scrollIntoViewIfNeeded();
      const box = await button.boundingBox();
      if (box === null) throw new Error('nothing to hold');
      const debug = await page.context().newCDPSession(page);
      const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
      await debug.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
      await page.waitForTimeout(HOLD_MS);
      await debug.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
    openKillSwitch: () => press(page.getByRole('button', { name: 'Kill', exact: true })),
    close: (dialog) => press(dialog.getByRole('button', { name: 'Close' })),
  };
}

/** Nothing but keys: whatever is pressed or written to is reached by Tab from where the focus is. */
export function keyboard(page: Page): Hands {
  const reach = async (what: Locator): Promise<void> => {
    await what.waitFor();
    for (let steps = 0; steps < TABS_MAX; steps += 1) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way by keyboard to ${what}`);
  };
  const press = async (what: Locator): Promise<void> => {
    await reach(what);
    await page.keyboard.press('Enter');
  };
  const write = async (where: Locator, text: string): Promise<void> => {
    await reach(where);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  return {
    press,
    write,
    goTo: async (place) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Places/ }).waitFor();
      await page.keyboard.type(place.toLowerCase());
      await page.keyboard.press('Enter');
    },
    confirm: async (dialog, word) => {
      await write(dialog.getByLabel(`Or type “${word}”`), word);
      await page.keyboard.press('Enter');
    },
    openKillSwitch: () => page.keyboard.press('Control+Alt+k'),
    close: () => page.keyboard.press('Escape'),
  };
}
