import '../../tokens.css';
import '../shared/controls.css';
import './sign_in.css';
import './desk.css';
import './customer.css';
import './form.css';
import './question.css';
import './search.css';
import './register.css';
import './consents.css';
import './tasks.css';
import './day.css';
import './parked.css';
import './receipt.css';
import { render } from 'preact';
import { App } from './app';

render(<App />, document.getElementById('page')!);
