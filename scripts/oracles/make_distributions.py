"""Writes the numbers that the distributions of `numerics` are held against. Run from the root of the project."""
import json

from scipy import special, stats
out={}
xs=[-37,-20,-8.3,-5.7,-5.6,-2.5,-1,-.66,-.3,0,.1,.5,.67,1,2,4.4,6,8]
out['normal']=[[x,float(stats.norm.cdf(x)),float(stats.norm.pdf(x))] for x in xs]
ps=[1e-300,1e-100,1e-20,1e-12,1e-5,.001,.02,.07,.08,.3,.5,.7,.92,.975,.999,1-1e-12]
out['normalQuantile']=[[p,float(stats.norm.ppf(p))] for p in ps]
out['logGamma']=[[x,float(special.gammaln(x))] for x in [1e-5,.1,.5,.9,1.1,1.5,2.1,3,10.5,100,1e4,1e7]]
out['gamma']=[[a,x,float(special.gammainc(a,x)),float(special.gammaincc(a,x))] for a in [.1,.5,1,3.3,20,500] for x in [.01,.4,1,3,21,490,700] if special.gammainc(a,x)>1e-280]
out['beta']=[[x,a,b,float(special.betainc(a,b,x))] for a in [.3,1,5,80] for b in [.5,2,40] for x in [.01,.2,.5,.9,.999]]
out['studentT']=[[x,d,float(stats.t.cdf(x,d)),float(stats.t.pdf(x,d))] for d in [.8,1,2.5,6,30,1000] for x in [-30,-4,-1,-.01,0,.7,2,9]]
out['studentTQuantile']=[[p,d,float(stats.t.ppf(p,d))] for d in [1,2.5,6,30,1000] for p in [1e-6,.01,.2,.5,.8,.999]]
out['chiSquared']=[[x,d,float(stats.chi2.cdf(x,d)),float(stats.chi2.sf(x,d))] for d in [1,2,7,100] for x in [.1,1,5,30,150] if stats.chi2.sf(x,d)>1e-280]
out['f']=[[x,a,b,float(stats.f.sf(x,a,b))] for a in [1,4,20] for b in [3,50] for x in [.2,1,3.5,12]]
json.dump(out,open('packages/foundation/numerics/src/oracle/distributions.json','w'))
