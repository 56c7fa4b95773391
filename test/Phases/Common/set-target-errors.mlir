// A target that differs from the module's is refused, and so is an unknown one.

// RUN: ag-opt %s --ag-set-target="march=x86-64-v3 threads=2" --split-input-file --verify-diagnostics=only-expected

// expected-error@+1 {{march x86-64-v3 is asked for, but the program is for x86-64-v4, as its ag.target says}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v4"}} {}

// -----

// expected-error@+1 {{march x86-64-v3 is asked for, but the program is for x86-64-v3 +sha, as its ag.target says}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", features = ["+sha"]}} {}

// -----

// expected-error@+1 {{threads 2 is asked for, but the program is for 4, as its ag.target says}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", threads = 4}} {}

// -----

// expected-error@+1 {{ag.target: target=gpu: no such kind; expected cpu or cuda}}
module attributes {ag.target = {kind = "gpu"}} {}

// -----

// expected-error@+1 {{ag.target: march=sm_90: no such CPU; expected x86-64,}}
module attributes {ag.target = {kind = "cpu", march = "sm_90"}} {}

// -----

// expected-error@+1 {{ag.target: march=native: no such CPU; expected x86-64,}}
module attributes {ag.target = {kind = "cpu", march = "native"}} {}

// -----

// expected-error@+1 {{ag.target: features=+mmu: no such feature; expected + or - before one of x87, cx8,}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", features = ["+mmu"]}} {}

// -----

// expected-error@+1 {{ag.target: features=-sse2: every x86-64 has that}}
module attributes {ag.target = {kind = "cpu", march = "x86-64-v3", features = ["-sse2"]}} {}

// -----

// expected-error@+1 {{ag.target: threads=1025: expected a number from 1 to 1024}}
module attributes {ag.target = {kind = "cpu", threads = 1025}} {}

// -----

// expected-error@+1 {{ag.target: march=sm_70: no such GPU; expected sm_80, sm_86, sm_89, sm_90, sm_100, sm_120}}
module attributes {ag.target = {kind = "cuda", march = "sm_70"}} {}

// -----

// expected-error@+1 {{ag.target: threads=2: is for target=cpu; the size of a program's kernels is decided when it runs}}
module attributes {ag.target = {kind = "cuda", threads = 2}} {}

// -----

// expected-error@+1 {{ag.target: features=+fma: are for target=cpu; expected none}}
module attributes {ag.target = {kind = "cuda", march = "sm_80", features = ["+fma"]}} {}
