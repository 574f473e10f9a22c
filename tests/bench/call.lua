-- wrk posts a tools/call message again and again, each time with another id, as a session demands. From the environment:
-- MESSAGE, the body with `"id": 7` in it; HEADERS, lines of `name: value`.
local requests = {}
local turn = 0

function init()
  local headers = {
    ["Content-Type"] = "application/json",
    ["Accept"] = "application/json, text/event-stream",
  }
  for name, value in string.gmatch(os.getenv("HEADERS") or "", "([%w-]+): ([^\n]+)") do
    headers[name] = value
  end
  -- Made before the measurement: far more than there are connections, so that no two calls under way share an id.
  for i = 1, 10000 do
    local body = string.gsub(os.getenv("MESSAGE"), '"id": 7', '"id": ' .. (100000 + i), 1)
    requests[i] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%.6f,"failed":%d,"p50_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
