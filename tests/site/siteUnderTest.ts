import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch } from './browser.ts';
import { builtSite } from './builtSite.ts';
import { FixtureServer } from './fixture/FixtureServer.ts';

/** The built site behind the fixture's answers, with a browser, for as long as the suite that asks runs. */
export interface SiteUnderTest {
  readonly browser: Browser;
  readonly server: FixtureServer;
  readonly url: string;
}

export function siteUnderTest(): SiteUnderTest {
  let browser: Browser | undefined;
  let server: FixtureServer | undefined;
  let url = '';

  beforeAll(async () => {
    server = new FixtureServer(await builtSite());
    url = await server.listen();
    browser = await launch();
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  return {
    get browser() {
      return browser as Browser;
    },
    get server() {
      return server as FixtureServer;
    },
    get url() {
      return url;
    },
  };
}
