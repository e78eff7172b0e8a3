package redisstore

import "context"

// Close gives back what is leased and not spent, and ends what runs in the
// background. It returns within Config.Timeout. The error is an
// [UnavailableError] if something could not be given back by then; that stays
// claimed until its window ends. Close leaves the client open. A second Close does
// nothing.
//
// Take goes on after Close, without leases.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	s.leases.stop()
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Timeout)
	defer cancel()
	for {
		// Those that had a flight under way are reported once more.
		reported, err := s.reportAll(ctx)
		if err != nil {
			return UnavailableError{err}
		}
		if reported == 0 {
			break
		}
	}
	if s.breakers.open.Load() > 0 && s.leases.any() {
		return UnavailableError{s.breakers.cause()}
	}
	return nil
}

func (l *leases) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = true
	if l.timer != nil {
		l.timer.Stop()
	}
}

func (l *leases) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.watched) > 0
}
