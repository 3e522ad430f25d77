import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { signIn } from './api';
import { currentSession, onSession, type Session, setSession } from './session';

/** The line above the editor: a form to sign in, or who is signed in. */
export function SessionBar() {
  const session = useSyncExternalStore(onSession, currentSession);
  return (
    <header className="session">
      <strong>SmartRemedy</strong>
      {session ? <SignedIn session={session} /> : <SignInForm />}
    </header>
  );
}

function SignedIn({ session }: { session: Session }) {
  const until = new Date(session.expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <>
      <span data-testid="signed-in">
        {session.username} ({session.role}), until {until}
      </span>
      <button type="button" onClick={() => setSession(null)}>
        Sign out
      </button>
    </>
  );
}

function SignInForm() {
  const [problem, setProblem] = useState('');
  const [waiting, setWaiting] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWaiting(true);
    try {
      await signIn(String(form.get('username')), String(form.get('password')));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setWaiting(false);
    }
  }

  return (
    <form onSubmit={submit}>
      <input
        name="username"
        placeholder="User name"
        aria-label="User name"
        autoComplete="username"
        required
      />
      <input
        name="password"
        type="password"
        placeholder="Password"
        aria-label="Password"
        autoComplete="current-password"
        required
      />
      <button type="submit" disabled={waiting}>
        Sign in
      </button>
      <span role="alert">{problem}</span>
    </form>
  );
}
