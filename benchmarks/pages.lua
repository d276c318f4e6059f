-- For wrk: a page at random for each request, the same ones in every run. PAGES is how many there are.
local pages = tonumber(os.getenv("PAGES"))
math.randomseed(1)
request = function()
   return wrk.format("GET", wrk.path .. "&page=" .. math.random(pages))
end
