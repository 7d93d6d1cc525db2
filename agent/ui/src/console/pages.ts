// Which pages the console has: the address behind "#/", its name in the menu, what draws it. A new
// page is a file and a line here.
import type { ComponentType } from 'preact';
import type { FleetNow } from './use_fleet';
import { ActionsPage } from './actions_page';
import { DevicePage } from './device_page';
import { FleetPage } from './fleet_page';
import { ProfilePage } from './profile_page';
import { ProfilesPage } from './profiles_page';
import { SettingsPage } from './settings_page';
import { SourcesPage } from './sources_page';
import { StaffPage } from './staff_page';
import { SurveyPage } from './survey_page';
import { TokensPage } from './tokens_page';
import { VoicesPage } from './voices_page';
import type { Key } from './texts';

export interface PageProps {
  now: FleetNow;
  rest: string[]; // what stands behind the page's own name
}

interface Page {
  path: string;
  menu: Key | null; // null: one comes to it from another page
  draw: ComponentType<PageProps>;
}

export const pages: readonly Page[] = [
  { path: 'fleet', menu: 'menu.fleet', draw: FleetPage },
  { path: 'device', menu: null, draw: DevicePage },
  { path: 'profiles', menu: 'menu.profiles', draw: ProfilesPage },
  { path: 'profile', menu: null, draw: ProfilePage },
  { path: 'tokens', menu: 'menu.tokens', draw: TokensPage },
  { path: 'staff', menu: 'menu.staff', draw: StaffPage },
  { path: 'voices', menu: null, draw: VoicesPage },
  { path: 'settings', menu: 'menu.settings', draw: SettingsPage },
  { path: 'surveys', menu: 'menu.surveys', draw: SurveyPage },
  { path: 'sources', menu: 'menu.sources', draw: SourcesPage },
  { path: 'actions', menu: 'menu.actions', draw: ActionsPage },
];

export interface Place {
  page: Page;
  rest: string[];
}

// "#/device/milano-01-pos-1"; whatever is not a page is the first one.
export function placeOf(hash: string): Place {
  const [path, ...rest] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  return { page: pages.find((page) => page.path === path) ?? pages[0]!, rest };
}
