// What staff are asked of their work, as far as whoever is signed in has to do with it. The page is
// loaded when it is opened; what was picked stays in it while a customer is served, and no longer than
// they are signed in.
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WorkSurvey } from '../shared/api';
import { call } from '../shared/http';
import { nextQuestion, type Answers, type Survey } from '../shared/survey';
import type { YourVoice } from './your_voice';

type Page = typeof YourVoice & ComponentType<Parameters<typeof YourVoice>[0]>;

// What can be sent: the answers to questions that are asked, after the others.
export function givenTo(survey: Survey, answers: Answers): Answers {
  const given: Answers = {};
  survey.questions.forEach((one, i) => {
    const answer = answers[one.question];
    const empty = typeof answer === 'string' ? !answer.trim() : Array.isArray(answer) && !answer.length;
    if (answer === undefined || empty || nextQuestion(survey.questions, i, given) !== i) return;
    given[one.question] = answer;
  });
  return given;
}

const bodyOf = ({ survey, version, questions }: Survey, given: Answers) => ({
  survey,
  version,
  answers: questions
    .filter(({ question }) => question in given)
    .map(({ question, kind }) => ({
      question,
      [kind === 'text' ? 'text' : Array.isArray(given[question]) ? 'choices' : 'score']: given[question],
    })),
});

export type Sent = 'taken' | 'already' | 'failed';

export function useWorkSurvey(person: string, onSignedOut: () => void) {
  const [work, setWork] = useState<WorkSurvey | null>(null);
  const [Page, setPage] = useState<Page | null>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const uncertain = useRef(false); // whether an answer to what was sent went missing
  const back = useRef(false);
  useEffect(() => {
    void call<WorkSurvey>('GET', '/v1/staff/survey').then((said) => said.ok && setWork(said.body));
  }, []);
  // Whoever comes to the counter comes first.
  useEffect(() => setPage(null), [person]);
  useEffect(() => {
    if (!Page && back.current) document.getElementById('to-voice')?.focus();
    back.current = false;
  }, [Page]);
  const now = (change: Partial<WorkSurvey>) => setWork((before) => before && { ...before, ...change });
  return {
    asked: work?.asked === true,
    offered: work?.asked === true && !work.answered && !work.postponed,
    work,
    answers,
    setAnswers,
    Page,
    async open(failed: () => void) {
      try {
        const loaded = await import('./your_voice');
        setPage(() => loaded.YourVoice as Page);
      } catch {
        failed();
      }
    },
    close() {
      back.current = true;
      setPage(null);
    },
    later() {
      now({ postponed: true });
      void call('POST', '/v1/staff/survey/later', '{}'); // lost: it is offered once more
    },
    async send(survey: Survey): Promise<Sent> {
      const body = JSON.stringify(bodyOf(survey, givenTo(survey, answers)));
      const said = await call('POST', '/v1/staff/survey', body);
      if (!said.ok && said.status === 401) onSignedOut();
      uncertain.current ||= !said.ok && said.status === 0;
      if (!said.ok && said.status !== 409) return 'failed';
      setAnswers({});
      now({ answered: true });
      // It was taken, and the first answer did not come back.
      return said.ok || uncertain.current ? 'taken' : 'already';
    },
  };
}
