/**
 * Runs `"$@"` so that it cannot outlive whoever holds the other end of standard input: when that ends, however it ends,
 * the server is asked to stop and killed if it has not within 10 s. Prints the server's process id first. `read` is
 * built into every `sh`, so killing the waiting subshell leaves no process behind.
 */
export const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null >&2 &
server=$!
echo "$server"
(
  while read -r _ <&3; do :; done
  kill -TERM "$server"
  left=10
  while kill -0 "$server" && [ "$left" -gt 0 ]; do left=$((left - 1)); sleep 1; done
  kill -KILL "$server"
) >/dev/null 2>&1 &
watch=$!
trap 'kill -TERM "$server"' TERM INT HUP
wait "$server"
code=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
kill "$watch" 2>/dev/null
exit "$code"
`;
