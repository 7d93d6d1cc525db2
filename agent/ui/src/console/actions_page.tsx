// What operators did, here and on the command line, the newest first.
import { useEffect, useState } from 'preact/hooks';
import { get, type Action } from './api';
import { sayAny, useMoments, useVoice } from './texts';

export function ActionsPage() {
  const voice = useVoice();
  const at = useMoments();
  const [actions, setActions] = useState<Action[] | null>(null);
  useEffect(() => {
    document.title = `${voice.say('menu.actions')} · Touchpoint hub`;
    void get<{ actions: Action[] }>('/v1/actions').then(
      (answer) => answer.ok && setActions(answer.body.actions),
    );
  }, [voice]);
  return (
    <>
      <h1>{voice.say('menu.actions')}</h1>
      <p class="soft lead">{voice.say('actions.hint')}</p>
      {actions && (
        <div class="card table-card" role="region" aria-label={voice.say('menu.actions')} tabIndex={0}>
          <table>
            <caption class="unseen">{voice.say('menu.actions')}</caption>
            <thead>
              <tr>
                <th scope="col">{voice.say('actions.when')}</th>
                <th scope="col">{voice.say('actions.who')}</th>
                <th scope="col">{voice.say('actions.what')}</th>
                <th scope="col">{voice.say('actions.about')}</th>
              </tr>
            </thead>
            <tbody>
              {actions.map((action, i) => (
                <tr key={i}>
                  <td class="when">
                    {at.day(new Date(action.at))} {at.clock(new Date(action.at))}
                  </td>
                  <td>{action.by || voice.say('actions.command_line')}</td>
                  <td>{sayAny(voice, `action.${action.what}`, action.what)}</td>
                  <td>{action.what === 'token.withdraw' ? '' : action.about}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
