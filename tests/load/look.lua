-- Looks, at one of the paths in $LOOK_PATHS after another, with the access token in $LOOK_TOKEN.
local paths = {}
for line in io.lines(os.getenv("LOOK_PATHS")) do paths[#paths + 1] = line end
local n, head = math.random(#paths), { ["Authorization"] = "Bearer " .. os.getenv("LOOK_TOKEN") }
request = function()
    n = n % #paths + 1
    return wrk.format("GET", paths[n], head)
end
done = function(summary, latency)
    local e = summary.errors
    io.write(string.format("LOOK %.1f %d %d %.2f %.2f\n", summary.requests / (summary.duration / 1e6), e.status,
        e.connect + e.read + e.write + e.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
