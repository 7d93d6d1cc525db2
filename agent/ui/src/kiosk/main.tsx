import '../../tokens.css';
import './kiosk.css';
import { render } from 'preact';
import type { Touchpoint } from '../shared/api';
import { call } from '../shared/http';
import { App } from './app';
import { keepInside } from './keep_inside';

const kPatienceMs = 300;

keepInside();
// The question is the first thing that is painted: to paint "one moment" before it takes longer than
// the device's answer, which index.html has asked for already.
const patience = new Promise<undefined>((resolve) => setTimeout(resolve, kPatienceMs));
void Promise.race([call<Touchpoint>('GET', '/v1/touchpoint'), patience]).then((answer) =>
  render(<App first={answer?.ok ? answer.body : null} />, document.getElementById('page')!),
);
