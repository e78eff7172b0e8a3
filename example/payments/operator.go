package payments

import "github.com/seed-86b940f4/demur/apierror"

// Switch is the body of PUT /admin/provider and PUT /admin/maintenance.
type Switch struct {
	On *bool `json:"on" xml:"on" validate:"required"` // a pointer, to tell false from absent
}

// MayOperate returns a 403 if the account may not use the switches: its key is
// valid, but does not open everything.
func (a *Account) MayOperate() error {
	if !a.operator {
		return apierror.Forbidden
	}
	return nil
}

// SwitchProvider takes the provider behind the API down or brings it up.
func (s *Service) SwitchProvider(to Switch) error {
	if !*to.On {
		s.provider.Down()
		return nil
	}
	return s.provider.Up()
}

// SwitchMaintenance closes or opens /v1.
func (s *Service) SwitchMaintenance(to Switch) { s.maintenance.Store(*to.On) }

// Available returns a 503 while maintenance is on.
func (s *Service) Available() error {
	if s.maintenance.Load() {
		return underMaintenance()
	}
	return nil
}
