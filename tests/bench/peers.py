"""Interleaved benchmark of CPU deep-learning engines. Each engine is a worker process that answers JSON lines:
  {"op":"prep","workload":"train:lenet:64"} -> {"ok":true,"batch":64,"gflop_fwd":..}
  {"op":"time","seconds":1.0}               -> {"ok":true,"ms":[..per step..]}
  {"op":"info"}                             -> {"ok":true,"rss_mib":..,"import_s":..}
Workers are timed in turn, round by round, so that machine noise hits all alike. Prints one JSON line per
(workload, engine): median ms (wall), least ms, median CPU ms (for 1 thread the CPU time is the robust figure on a busy machine), images/s, GFLOP/s, ratio to the reference engine (median and range of per-round ratios).
usage: peers.py [--rounds N] [--seconds S] [--ref NAME] [--worker NAME=COMMAND]... WORKLOAD...
env of a worker: --worker 'NAME=VAR=x cmd args' (run by sh)."""
import sys, json, subprocess, statistics as st, argparse
ap=argparse.ArgumentParser(); ap.add_argument('--rounds',type=int,default=5); ap.add_argument('--seconds',type=float,default=1.0)
ap.add_argument('--ref'); ap.add_argument('--worker',action='append',default=[]); ap.add_argument('workloads',nargs='+')
a=ap.parse_args()
class W:
    def __init__(s,spec): s.name,s.cmd=spec.split('=',1); s.p=None
    def start(s): s.p=subprocess.Popen('exec env '+s.cmd,shell=True,stdin=subprocess.PIPE,stdout=subprocess.PIPE,text=True)
    def ask(s,**q):
        try:
            s.p.stdin.write(json.dumps(q)+'\n'); s.p.stdin.flush()
            while True:
                l=s.p.stdout.readline()
                if not l: return {'ok':False,'error':'worker ended'}
                if l.startswith('{'): return json.loads(l)
        except Exception as e: return {'ok':False,'error':repr(e)}
    def stop(s):
        try: s.p.stdin.close(); s.p.wait(20)
        except Exception: s.p.kill()
ws=[W(x) for x in a.worker]; ref=a.ref or ws[0].name
for wl in a.workloads:
    res={}; pre={}; cpu={}; best={}
    live=[]
    for w in ws:
        w.start(); r=w.ask(op='prep',workload=wl); pre[w.name]=r
        if r.get('ok'): live.append(w); res[w.name]=[]
        else: print(json.dumps({'workload':wl,'engine':w.name,'ok':False,'error':r.get('error')}),flush=True); w.stop()
    for r in range(a.rounds):
        for w in (live if r%2==0 else live[::-1]):
            t=w.ask(op='time',seconds=a.seconds)
            res[w.name].append(st.median(t['ms']) if t.get('ok') else float('nan'))
            cpu.setdefault(w.name,[]).append(st.median(t['cpu_ms']) if t.get('cpu_ms') else float('nan'))
            best[w.name]=min(best.get(w.name,1e30),min(t['ms']) if t.get('ok') else 1e30)
    g=max([p.get('gflop_fwd',0) or 0 for p in pre.values()]+[0]); b=int(wl.split(':')[2])
    mul=1 if wl.startswith('infer') else 3
    for w in live:
        info=w.ask(op='info'); ms=st.median(res[w.name])
        rat=st.median([x/y for x,y in zip(res[ref],res[w.name])]) if ref in res else None
        crat=st.median([x/y for x,y in zip(cpu[ref],cpu[w.name])]) if ref in res else None
        print(json.dumps({'workload':wl,'engine':w.name,'ok':True,'ms':round(ms,3),'ms_min':round(best[w.name],3),'cpu_ms':round(st.median(cpu[w.name]),3),'images_s':round(b*1e3/ms,1),
            'gflops':round(g*mul/ms*1e3,1),'range':[round(f([x/y for x,y in zip(res[ref],res[w.name])]),2) for f in (min,max)],'speed_vs_'+ref:round(rat,3) if rat else None,'cpu_speed_vs_'+ref:round(crat,3) if crat else None,'first_ms':round(pre[w.name].get('first_ms',0),1),
            'rss_mib':round(info.get('rss_mib',0)),'import_s':round(info.get('import_s',0),2)}),flush=True)
        w.stop()
