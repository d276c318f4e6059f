"""The part of the table of names that speaks of numbers and times: see `rules`."""

from mockcraft.inspection.columns.rule import MOMENTS, MONEY, WHOLE, rules

NUMBER_RULES = (
    *rules((*MONEY, "integer"), """
        open: ohlc_open
        high: ohlc_high
        low: ohlc_low
        close: ohlc_close
        volume: trading_volume
    """, beside="close open"),
    *rules(("decimal", "float"), """
        latitude: latitude
        longitude: longitude
    """, "place"),
    *rules(WHOLE, "height: number min=150 max=200", beside="weight eye_color"),
    *rules(WHOLE, "quality: number min=1 max=5", beside="duration_sec caller_number"),
    *rules(WHOLE, """
        bp systolic, systolic bp, blood pressure systolic: systolic
        bp diastolic, diastolic bp, blood pressure diastolic: diastolic
        pain, pain score, pain level: number min=0 max=10
        glucose mg dl, glucose: number min=70 max=180
        oxygen saturation: number min=92 max=100
        refills, refills allowed: number min=0 max=5
        dose number: number min=1 max=4
        duration min, duration mins, duration minutes: number min=10 max=120
        read time min, reading time, read time: number min=1 max=20
        page number: number min=1 max=120
        page count, pages: number min=16 max=600
        print run, circulation: number min=5000 max=200000
        issue number, volume number: number min=1 max=60
        grid size: number min=9 max=21
        azimuth, heading, bearing: number min=0 max=359
        tilt: number min=0 max=15
        mcc: mobile_country_code
        mnc: mobile_network_code
        lac, tac: tracking_area_code
        qci: number min=1 max=9
        frequency mhz, frequency band mhz: number min=700 max=3800
        rsrp, rsrp dbm: number min=-120 max=-75
        rssi, rssi dbm: number min=-100 max=-50
        segments: number min=1 max=3
        call quality: number min=1 max=5
        dunning level: number min=0 max=4
        contract months, term months, duration months, commitment months: number min=1 max=36
        data gb, gb included: number min=1 max=100
        data used mb, usage mb: number min=1 max=50000
        bytes up, bytes sent, bytes out, uplink bytes: number min=1000 max=50000000
        bytes down, bytes received, bytes in, downlink bytes: number min=10000 max=500000000
        subtotal, sub total, subtotal cents, sub total cents, net amount cents, net total cents: number min=2500 max=50000
        tax, tax amount, vat, vat amount, tax cents, tax amount cents, vat cents, discount amount, discount cents: number min=0 max=2000
        discount: number min=0 max=50
        age: number min=18 max=90
        heart rate, pulse: heart_rate
        mileage, odometer: odometer
        bedrooms, beds: bedrooms
        bathrooms, baths, garage spaces: number min=1 max=3
        floors, stories: number min=1 max=3
        floor: number min=1 max=20
        grade: number min=1 max=12
        screen width: number min=360 max=2560
        screen height: number min=640 max=1600
        cores, cpu cores, cpus, vcpus: number min=1 max=64
        memory gb, ram gb, memory, ram: number min=1 max=128
        disk gb, storage gb: number min=20 max=2000
        uptime, uptime seconds: number min=60 max=10000000
        satisfaction, csat: number min=1 max=5
        sla hours, hours: number min=1 max=72
        year built, built year, built: year_built
        founded, founded year, year founded: number min=1950 max=2024
        years, years experience, experience, experience years: number min=0 max=40
        doors: number min=2 max=5
        servings: number min=1 max=12
        horsepower: number min=60 max=600
        uv index: number min=0 max=11
        term months, months: number min=1 max=60
        humidity: number min=10 max=100
        pressure: number min=980 max=1040
        wins, losses, draws: number min=0 max=30
        goals, assists, points: number min=0 max=60
        jersey number, squad number: number min=1 max=99
        height cm: number min=150 max=200
        weight kg: number min=45 max=120
        attendance: number min=500 max=60000
        round, matchday: number min=1 max=38
        market cap, market capitalization: number min=50000000 max=2000000000
        response code, last response code: http_status
        failure count, bounce count, retry count: number min=0 max=5
        fee, fee cents: number min=30 max=99
        guests, children, adults, pets, dependents, kids: number min=0 max=4
        credits, credit hours: number min=1 max=6
        story points: number min=1 max=13
        salary min, min salary, salary from: number min=30000 max=60000
        salary max, max salary, salary to: number min=60000 max=150000
        income, annual income, salary, revenue: number min=20000 max=150000
        response time ms, latency ms, elapsed ms, response time: number min=1 max=5000
        year, release year, model year: number min=1990 max=2025
        exp year, expiry year, expiration year, expires year: number min=2026 max=2032
        month: number min=1 max=12
        day, day of month: number min=1 max=28
        weekday, day of week: number min=0 max=6
        hour: number min=0 max=23
        minute, minutes: number min=0 max=59
        quantity, qty: quantity
        stock, inventory, units in stock: number min=0 max=500
        port: port
        http status, status code: http_status
        rating, stars, score: number min=1 max=5
        percent, progress, probability: number min=0 max=100
        line number, line, line item, item number: number min=1 max=12
        film length, movie length, video length, running time, runtime: number min=60 max=200
        failed attempts, login attempts, attempts, retries, failed login count, failed count, failures, error count: number min=0 max=5
        position, rank, order, sort order, ordering, weight, sequence, priority, level, ordinal: number min=1 max=100
        version, revision, row version, lock version: number min=1 max=20
        count, total, views, likes, clicks, hits, downloads, votes: number min=0 max=1000
        duration, seconds, length, timeout: number min=1 max=3600
        days, nights, rental duration: number min=1 max=30
        milliseconds, ms: number min=1000 max=600000
        size, bytes, file size: number min=1 max=10000000
        width, height: number min=100 max=2000
        capacity, seats, max: number min=1 max=200
        price, amount, cost, fee, cents: number min=100 max=100000
    """),
    *rules(MONEY, """
        weight: price min=45 max=120
        height: price min=150 max=200
    """, beside="bmi gender sex blood_type"),
    *rules((*MONEY, "integer"), """
        price: number min=3000 max=60000
        km: odometer
    """, beside="vin mileage km horsepower"),
    *rules(MONEY, "fee, fees: price min=0 max=1", beside="amount gross gross_amount"),
    *rules(MONEY, "temperature, temperature c, temp, temp c: body_temperature", beside="pulse heart_rate systolic bp_systolic blood_pressure"),
    *rules(MONEY, """
        rating, stars, performance score, review score: rating
        body temp: body_temperature
        temperature, temperature c, temp, temp c: price min=1 max=40
        packet loss: price min=0 max=2
        jitter ms, jitter: price min=1 max=30
        sinr, snr: price min=1 max=25
        height m: price min=15 max=60
        power dbm, tx power: price min=30 max=46
        column inches: price min=1 max=60
        per word, price per word, rate per word, per minute, price per minute, per sms, price per sms, overage rate: decimal min=0 max=1
        setup fee, monthly fee, cover price: price min=1 max=60
        cpu usage, memory usage, disk usage, usage, utilization, load: percentage
        engine size, displacement: decimal min=1 max=6
        exchange rate: decimal min=0 max=2
        humidity: percentage
        precipitation, precipitation mm, rainfall: price min=0 max=80
        visibility: price min=1 max=20
        commission, commission rate: price min=1 max=15
        principal, loan amount, quota, sales, ytd sales: price min=5000 max=250000
        pressure: price min=980 max=1040
        voltage: price min=1 max=240
        hours, estimate hours, spent hours, hours worked: price min=1 max=40
        noise, noise db, decibels: price min=30 max=90
        lot size: price min=100 max=2000
        bathrooms: bathrooms
        tax rate, vat rate: price min=1 max=25
        percent, rate: percentage
        ratio: decimal min=0 max=2
        tax, tax amount, vat, vat amount, sales tax: price min=1 max=40
        shipping, shipping cost, shipping amount, shipping fee, freight, delivery fee, tip: price min=1 max=30
        discount, discount amount: price min=0 max=20
        subtotal, sub total: price min=25 max=500
        quantity, qty: quantity
        height cm: price min=150 max=200
        weight kg: price min=45 max=120
        rental rate: price min=1 max=10
        hourly rate, daily rate, nightly rate, room rate: price min=1 max=100
        salary, income, budget, revenue, turnover: price min=20000 max=150000
        balance, credit limit, limit: price min=0 max=20000
        price, amount, total, cost, fee, value, charge, payment, unit price, net, gross: price min=1 max=500
        weight, height, width, length, depth: price min=1 max=200
    """),
    *rules(MOMENTS, """
        birth date, birth, born, born on: birth_date
        expires, expires at, expiry, expiry date, expiration date, expires on, valid to, valid until, end date: future_date days=1095
        due date, due, due at, deadline: future_date days=180
    """),
)  # fmt: skip
