// A question of the shop's survey that staff ask, and what the customer said.
import { words, type Question } from '../shared/survey';
import { asked } from './form_content';
import { Taps, Words, type FieldsProps } from './forms';
import { useVoice } from './texts';

export function InterviewFields(props: FieldsProps) {
  const voice = useVoice();
  const { draft, touchpoint, onChange } = props;
  const { survey } = touchpoint;
  const question = asked(survey, draft);
  if (!survey || !question) return <p>{voice.say('interview.none')}</p>;
  return (
    <>
      <div class="field">
        <label for="question">{voice.say('interview.question')}</label>
        <select
          id="question"
          value={question.question}
          onChange={(event) =>
            onChange({ ...draft, question: event.currentTarget.value, picked: [], text: '' })
          }
        >
          {survey.questions.map((one) => (
            <option key={one.question} value={one.question}>
              {words(one.title, voice.language).replaceAll('{store}', touchpoint.store_name)}
            </option>
          ))}
        </select>
      </div>
      {question.kind === 'text' ? (
        <Words {...props} label={'interview.answer'} hint={'note.hint'} />
      ) : (
        <Answers {...props} question={question} />
      )}
    </>
  );
}

function Answers({ draft, question, onChange }: FieldsProps & { question: Question }) {
  const voice = useVoice();
  const { kind, least = 1, most = 5, choices } = question;
  const say = (wording: Question['title'] | undefined) => words(wording, voice.language);
  const names: [string, string][] = choices
    ? choices.map((one) => [one.value, say(one.words) || one.value])
    : Array.from({ length: most - least + 1 }, (_, i) => [`${least + i}`, `${least + i}`]);
  const pick = (value: string) => {
    const { picked } = draft;
    if (kind !== 'choices') return onChange({ ...draft, picked: [value] });
    const others = picked.filter((one) => one !== value);
    onChange({ ...draft, picked: picked.includes(value) ? others : [...picked, value] });
  };
  const ends = [say(question.least_words), say(question.most_words)];
  return (
    <>
      <Taps
        legend={'interview.answer'}
        names={names}
        pressed={(value) => draft.picked.includes(value)}
        onTap={pick}
      />
      {!choices && ends[0] && ends[1] && (
        <p class="soft small">
          {least} · {ends[0]} – {most} · {ends[1]}
        </p>
      )}
    </>
  );
}
