package payments

import (
	"context"
	"log/slog"
	"time"
)

// LogRequest writes the line that each request gets, whatever its answer.
func LogRequest(ctx context.Context, logger *slog.Logger, method, path string, status int, latency time.Duration, requestID string) {
	logger.LogAttrs(ctx, slog.LevelInfo, "request",
		slog.String("method", method),
		slog.String("path", path),
		slog.Int("status", status),
		slog.Duration("latency", latency),
		slog.String("request_id", requestID),
	)
}
