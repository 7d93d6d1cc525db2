// What nobody needs to see the first question and to answer it: fetched once that is on the screen,
// so that it is there before anybody comes to it.
export { CheckIn } from './check_in';
export { Identify } from './identify';
export { Choices, Text } from './lists';
export { Notice } from './notice';
export { Nothing } from './nothing';
export { Reply } from './reply';
export { Stars } from './stars';
export { Thanks } from './thanks';
export { CarryOn, ToPhone } from './to_phone';
export { Trouble } from './trouble';
export { Warning } from './warning';
