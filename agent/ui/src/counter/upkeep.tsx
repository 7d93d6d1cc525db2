// For IT: how the device and those beside it in the store are, and what is looked after here. No customer is on
// this page, and the device tells it of none.
import type { Session, Touchpoint } from '../shared/api';
import type { Speaking } from './app';
import { cannotRecord } from './closing';
import { DeviceState, inOneLine, Unwell, wellness } from './device_state';
import { Header } from './header';
import { Icon } from './icons';
import { LanguageChoice } from './language_choice';
import { LockedOut } from './locked_out';
import { Prove } from './proof';
import { Tablets } from './tablets';
import { sayAny, since, useMoments, useVoice } from './texts';
import { useActivity, useDevice } from './use_device';

interface Props {
  touchpoint: Touchpoint;
  session: Session;
  speaking: Speaking;
  onLock(): void; // the session has ended by itself
  onSignOut(): void;
}

const kListed = 20;
const kCommands = ['doctor', 'status', 'support-bundle'];

export function Upkeep({ touchpoint, session, speaking, onLock, onSignOut }: Props) {
  const voice = useVoice();
  const moments = useMoments();
  const { status, lost } = useDevice(touchpoint.touchpoint, onLock);
  useActivity(onLock);
  const offline = lost || !status?.hub.online;
  const devices = status?.hub.devices;
  const wrong = lost || (!!status && cannotRecord(status));
  return (
    <div class="desk">
      <Header touchpoint={touchpoint} session={session} field={null} help={null} onSignOut={onSignOut} />
      <main class="upkeep">
        <section aria-labelledby="upkeep-title">
          <h1 id="upkeep-title">{touchpoint.device}</h1>
          <p class={wrong ? 'verdict stop' : 'verdict'} role="status">
            <Icon name={wrong || offline ? 'warning' : 'check'} />
            <span>{status && !lost ? inOneLine(voice, moments, status) : voice.say('status.waiting')}</span>
          </p>
          {status && (
            <DeviceState status={status}>
              <div>
                <dt>{voice.say('upkeep.copy')}</dt>
                <dd>
                  {sayAny(voice, `copy.${status.replica.state}`, voice.say('copy.failed'))}
                  {status.replica.as_of && `, ${moments.short(new Date(status.replica.as_of))}`}
                </dd>
              </div>
              <div>
                <dt>{voice.say('upkeep.clock')}</dt>
                <dd>{sayAny(voice, `clock.${status.clock.quality}`, voice.say('clock.unset'))}</dd>
              </div>
            </DeviceState>
          )}
          <Prove />
        </section>
        <section aria-labelledby="upkeep-store">
          <h2 id="upkeep-store">{touchpoint.store_name}</h2>
          <p>
            {(devices && wellness(voice, devices, offline, (time) => since(voice, moments, new Date(time)))) ||
              voice.say('upkeep.devices_unknown')}
          </p>
          {!offline && <Unwell devices={devices} listed={kListed} />}
          <LockedOut />
          <Tablets />
          <h3>{voice.say('upkeep.more')}</h3>
          <p class="soft">{voice.say('upkeep.commands')}</p>
          <ul class="commands">
            {kCommands.map((command) => (
              <li key={command}>
                <code>touchpointctl {command}</code>
                <span>{sayAny(voice, `upkeep.${command}`, '')}</span>
              </li>
            ))}
          </ul>
          <LanguageChoice speaking={speaking} />
        </section>
      </main>
    </div>
  );
}
